"""The list of chats: folders, pins, days, search, archive and trash."""
