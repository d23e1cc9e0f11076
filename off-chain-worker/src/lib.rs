//! A member's worker: it trains on the member's data, exchanges updates, aggregates them and attests the result.
//!
//! The worker knows the chain only through [`world::Chain`] and the network only through [`world::Blobs`]: the node gives
//! real ones, and a whole consortium of workers runs in one process with scripted ones. What is due is the runtime's
//! decision ([`world::Chain::duties`]); what was done is in the [`journal`], and what it was done with in the [`store`].
//!
//! # Using it
//!
//! ```no_run
//! # use guild_worker::{run, os_entropy, Worker, WorkerParts, store::BlobStore, world::{Blobs, Chain, Clock}};
//! # use std::{path::Path, sync::Arc};
//! # fn start(
//! #     base: &Path, member: guild_primitives::MemberId, key: ed25519_dalek::SigningKey, chain: Arc<dyn Chain>,
//! #     blobs: Arc<dyn Blobs>, clock: Arc<dyn Clock>, trainer: Box<dyn guild_learning::Trainer>,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let dir = base.join("worker");
//! let store = Arc::new(BlobStore::open(&dir.join("blobs"), 10 << 30)?); // The node's blob protocol shares it.
//! let worker = Worker::new(WorkerParts {
//!     member, signer: Box::new(key), chain, blobs, clock, trainer, entropy: os_entropy(), seeds: os_entropy(),
//!     store, missing_limits: Default::default(), dir, observer: None,
//! })?;
//! let signal = worker.signal();
//! let thread = std::thread::spawn(move || run(worker));
//! signal.wake(); // On each new best or finalised block; without, the worker looks twice a second.
//! signal.stop(); // At shutdown.
//! thread.join().ok();
//! # Ok(()) }
//! ```
//!
//! Under `dir` it keeps `journal/`, `rounds.jsonl` (one [`RoundRecord`] for each ended round, the member's own exact
//! figures) and `status.json` (what it did last). It logs under the target `guild`: one line a phase, a trouble once.
//!
//! # What it promises
//!
//! - **Journal before act.** A kill at any line costs no update: the bytes are in the store before the journal names them,
//!   and the journal is synced before the chain or the network sees an effect. [`Step`] names the places between.
//! - **One update for a task and a base model.** A failed round, a reorganisation or a restart sends the same bytes again;
//!   no new randomness is drawn.
//! - **What cannot be taken back follows finality.** Bytes of an update leave when the member's commitment and the opening
//!   of Availability are finalised; a model is adopted when its round is Final in a finalised block. Votes follow the
//!   best block, and are sent again after a reorganisation. So do lists of results, which show nothing of an update.
//! - **What others attest is checked.** Every attested result that is not the own one is compared with it as soon as its list
//!   is to be had, and proven false on chain. Before the own result is attested, the runtime checks a part of it.
//! - **More lanes take no more memory to aggregate.** What goes in is mapped ([`blob`]), what comes out is written while it is
//!   made ([`result_files`]). Training is another matter: it holds the model as floats.
//! - **Noise is part of an update.** Where a task asks for it, it is drawn once, from the operating system, before the bytes are stored, and the
//!   manifest declares what was drawn. How much follows from what the ledger has left; if nothing fits, no update is made, and all
//!   other duties are done as before.
//! - **When in doubt, abstain.** A rule, a document or inputs that this version cannot handle are left to others, with a
//!   message; so is a base model whose journal entry is damaged.
// `blob.rs` alone may, and says why.
#![deny(unsafe_code)]

#[cfg(feature = "attacks")]
pub mod attack;
pub mod blob;
mod closing;
mod durable;
mod duties;
pub mod evidence;
mod housekeeping;
pub mod journal;
pub mod lane_view;
mod left_out;
mod member;
mod parts;
mod records;
pub mod result_files;
mod run;
mod say;
mod shared;
mod sources;
pub mod store;
pub mod world;
mod writer;

pub use member::{StartError, Worker};
pub use parts::{os_entropy, EntropySource, ManifestSigner, MissingLimits, Observer, Step, WorkerParts};
pub use records::{MemberCoefficient, RoundRecord};
pub use run::{run, Signal};
pub use shared::Shared;
pub use writer::BlobWriter;
