//! The demonstration: four members, four processes, one model, and a report.
//!
//! | module | does |
//! | --- | --- |
//! | [`options`], [`run`] | the command line, and everything from beginning to end |
//! | [`prepare`], [`command`], [`consortium`] | files from the example, `guild` commands, one process a member |
//! | [`council`], [`agreement`] | what owners decide and sign, and the agreement that pays for the task |
//! | [`process`], [`ports`], [`stop`] | processes that never stay behind, free ports, Ctrl-C |
//! | [`rpc`], [`worker_log`], [`watch`] | what the chain says, what workers write, both followed round by round |
//! | [`screen`], [`news`] | the live table, and what is said of false results while it runs |
//! | [`verdicts`] | what was proven false on the chain, in words; whether every lie fell |
//! | [`compare`], [`simulate`], [`lies`] | own data only, pooled data, another rule: computed in this process |
//! | [`pay`] | who earned what and why, who spent how much privacy, and whether the money adds up |
//! | [`collect`], [`record`], [`report`], [`words`] | what a run was: as data, as a table, as a page |
//!
//! It knows the node only by its commands, its JSON-RPC and its files. Tests with real processes use the same parts.

pub mod agreement;
pub mod collect;
pub mod command;
pub mod compare;
pub mod consortium;
pub mod council;
pub mod failure;
pub mod lies;
pub mod news;
pub mod options;
pub mod pay;
pub mod ports;
pub mod prepare;
pub mod process;
pub mod record;
pub mod report;
pub mod rpc;
pub mod run;
pub mod screen;
pub mod simulate;
pub mod stop;
pub mod verdicts;
pub mod watch;
pub mod words;
pub mod worker_log;
