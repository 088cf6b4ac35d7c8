"""The live websocket."""
