//! One file an extrinsic; evidence, settled rounds and standings; and random walks.

mod evidence;
mod pardon;
mod random;
mod settled;
mod standings;
