// Runs before the first paint, so that nothing flashes: the theme one chose, or else the device's.
{
  const device = matchMedia("(prefers-color-scheme: dark)");
  const GROUND = { light: "#F5F4F1", dark: "#111110" };

  const wear = () => {
    const chosen = localStorage.getItem("vinkje theme") ?? (device.matches ? "dark" : "light");
    const theme = chosen === "dark" ? "dark" : "light";
    document.documentElement.dataset["theme"] = theme;
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", GROUND[theme]);
  };

  wear();
  device.addEventListener("change", wear);
  addEventListener("storage", wear);
  addEventListener("vinkje-theme", wear);
}
