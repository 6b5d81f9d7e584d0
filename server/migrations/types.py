"""The column types of the migrations: frozen here, so that an old migration never changes with the models."""

import sqlalchemy as sa

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
StreamName = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
