//! A whole consortium in one process: workers against a scripted chain and network. First anything may fail and nothing
//! wrong may happen; then what failed heals, and rounds must become final.

#[cfg(feature = "attacks")]
mod base;
mod bits;
mod chain;
mod consortium;
#[cfg(feature = "attacks")]
mod cut_off;
#[cfg(feature = "attacks")]
mod disputes;
#[cfg(feature = "attacks")]
mod evidence;
mod faults;
mod kills;
#[cfg(feature = "attacks")]
mod late;
#[cfg(feature = "attacks")]
mod missing;
mod net;
#[cfg(feature = "attacks")]
mod pleas;
mod privacy;
#[cfg(feature = "attacks")]
mod promise;
#[cfg(feature = "attacks")]
mod publish;
mod quality;
mod rounds;
