"""Pure rules: no Flask, no SQL, no files, no clock."""
