// The module LedgerSQLite.
