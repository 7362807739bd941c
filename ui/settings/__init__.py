"""The settings window: one module per page. Imported when it is first opened."""
