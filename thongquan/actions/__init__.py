"""WRITE: one public function per official act; the only room that saves."""
