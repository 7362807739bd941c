"""Chats on paper: Markdown set in lines, lines put on pages, pages written as PDF."""
