// Two ways to store rows, as a function (table, values) that is done once they are committed.

const COLUMNS = {
  message: { room: "text", author: "text", mark: "bigint", text: "text" },
  receipt: { room: "text", mark: "bigint", reader: "text", kind: "text" },
};

const places = (types, form) => types.map((type, index) => form(`$${index + 1}`, type)).join(", ");

function insert(table, source) {
  const again = table === "receipt" ? " ON CONFLICT DO NOTHING" : "";
  return `INSERT INTO ${table} (${Object.keys(COLUMNS[table])}) ${source(Object.values(COLUMNS[table]))}${again}`;
}

/** Every row its own statement and its own commit. */
export function oneByOne(pool) {
  const one = (table) => insert(table, (types) => `VALUES (${places(types, (place) => place)})`);
  const sql = { message: one("message"), receipt: one("receipt") };
  return (table, values) => pool.query({ name: table, text: sql[table], values });
}

/** What came while a commit ran goes into the next one, a statement per table. */
export function together(pool) {
  const many = (table) =>
    insert(table, (types) => `SELECT * FROM unnest(${places(types, (place, type) => `${place}::${type}[]`)})`);
  const sql = { message: many("message"), receipt: many("receipt") };
  let waiting = [];
  let running = false;

  async function write(connection, group) {
    await connection.query("BEGIN");
    for (const table of Object.keys(COLUMNS)) {
      const rows = group.filter((job) => job.table === table).map((job) => job.values);
      if (rows.length === 0) continue;
      const values = rows[0].map((_, column) => rows.map((row) => row[column]));
      await connection.query({ name: table, text: sql[table], values });
    }
    await connection.query("COMMIT");
  }

  async function run() {
    running = true;
    const connection = await pool.connect();
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await write(connection, group);
        for (const job of group) job.resolve();
      } catch (error) {
        await connection.query("ROLLBACK");
        for (const job of group) job.reject(error);
      }
    }
    connection.release();
    running = false;
  }

  return (table, values) =>
    new Promise((resolve, reject) => {
      waiting.push({ table, values, resolve, reject });
      if (!running) run();
    });
}
