"""The ground: settings, Temporal, storage, media tools."""
