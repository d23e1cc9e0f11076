//! The invariants of the module docs, as code.
