//! How a round lives and what it costs. The terms are those of the [crate].
//!
//! # The life of a round
//!
//! ```text
//!     all of E committed   all of E voted     contested updates published    all of E attested      all of E attested what
//!       or window over     or window over       or window over                 or window over        is proposed, or window over
//! (open) ─► Commit ────► Availability ───────────────────────────► Attest ──────────► Challenge ──────────► Final
//!             │             │    └─ contested ─► Publication ──┘    │   │ ▲               │ │
//!             │             │                      │                │   │ └─ falls ───────┘ │
//!             ▼             ▼                      ▼                │   ▼                   │
//!   TooFewCommitments  TooFewIncluded, Outage, TooFewIncluded       │ NoAttestation,        │       = Failed(reason)
//!                      TooManyStruck, BaseMissing                   │ Outage                │
//!                                                                   └──► MalformedUpdate ◄──┘
//! ```
//!
//! - **Commit**: a member names the root of its update in a signed [`Manifest`](guild_primitives::Manifest), and commits to a
//!   value for the round's [seed](guild_primitives::seed).
//! - **Availability**: members fetch the updates, vote which they hold and which they could not fetch, and reveal their values.
//!   An update that a quorum of E holds is included, subject to the next section, and
//!   [`RoundInputs`](guild_primitives::RoundInputs) are frozen: everything the aggregation depends on.
//! - **Publication**: only where the task says *publish*, and an update is contested. Its bytes come on the chain.
//! - **Attest**: members aggregate and attest the hash of the result, signed, with a deposit. The first attester of a hash
//!   brings the body. When it ends, the result that a quorum attests is proposed, or else the most attested one, ties to the
//!   lower hash ([`decide::propose`](guild_primitives::decide::propose)): safety comes from the proof, not from the count.
//! - **Challenge**: whoever disagrees with an attested result proves it false, from the moment it is attested. The window is
//!   [`decide::challenge_blocks`](guild_primitives::decide::challenge_blocks). What a proven fault does is in `challenge.rs`.
//!   Members that have not attested may still attest the proposed result, and no other. Once all of E have, Challenge is
//!   over, because nobody is left that might disagree; where they had already in Attest, it is left out. A proposal falls
//!   when it is proven false, or when its list is pleaded for and not sent; then the round goes back to Attest.
//! - **Final**: the task's model moves, and the [`Lineage`](guild_primitives::Lineage) is stored for ever. It may still be
//!   disputed, for the record. **Failed**: nothing moves; the next round starts from the same model, so the same update root
//!   may be committed again under the new round.
//!
//! A commitment that copies another member's root is not refused: the chain cannot see bytes. It is not included, because
//! its `possession` does not verify, and honest members vote *held* only where it does.
//!
//! While members are fewer than the updates a round needs, no round opens; the task looks again every
//! [`REOPEN_BLOCKS`](guild_primitives::limits::REOPEN_BLOCKS) blocks. A stopped task's open round runs to its end, and no
//! other opens.
//!
//! # Withheld updates
//!
//! Colluders may vote *held* for an update that they serve to each other alone. So a voter that could not fetch an update
//! votes *missing*, with [`Config::MissingBond`](crate::Config::MissingBond) for each it names: this is the only time, and who does not
//! has waived it. By the task's setting ([`Withheld`](guild_primitives::Withheld)):
//!
//! - *publish*: the update is contested, and with it each that no quorum holds though its owner voted. Any member of E puts parts
//!   of contested updates on the chain; each is included if and only if all its parts came. The window
//!   ([`decide::publication_blocks`](guild_primitives::decide::publication_blocks)) has room for all parts of all of them. The bond of
//!   an update that was published is burnt: it pays for the bytes, whoever was right. Who voted *held* for an update that a
//!   quorum said it holds, and that was not published, is marked.
//! - *exclude*: the update is not included, and neither is the voter's own. Of a voter's effective strikes one is paid for by its
//!   own update, and each other by its bond, which is burnt. That colluders can make rounds fail so costs them money and is
//!   on record. It does not weaken the rule: f is the task's, and a round with fewer updates than its guarantee needs fails.
//!
//! A vote names a set, not one update alone: one could not answer two that are withheld. It may name all others. Under *exclude*
//! nothing is left then, and the round fails with [`TooManyStruck`](guild_primitives::FailReason::TooManyStruck): one member that
//! all the others keep out, and one whose link is broken, say the same, and no chain tells one from the other. So both are
//! believed, both pay, and nothing that a member could not check becomes final; whom to believe in the end is for people.
//!
//! # What a round starts from
//!
//! Who was not there when the base model and the previous aggregate were made must fetch them; without them it holds nothing that a proof
//! could begin with. So a voter that could not get them says that in place of naming updates, and the round fails with
//! [`BaseMissing`](guild_primitives::FailReason::BaseMissing), under either setting. It pays for it as it would for naming
//! all others: a bond for each update of theirs that a quorum holds.
//!
//! # Outages
//!
//! If a third or more of E do not vote, or of E without the guilty attest nothing, the round fails as an outage: deposits and
//! bonds are returned, and nobody is marked. Commit is none: the task names its own least number of updates.
//!
//! # The promise
//!
//! While one member of E is honest, holds the included updates and gets its challenges into blocks of the window, no false
//! result becomes final: it never becomes guilty, so without its attestation Challenge lasts its whole window; a false result
//! has a proof ([`guild_aggregation::proof`]), a proof is never refused to who has not sent two bad ones in this round, and each
//! takes all attesters of that result with it. That it holds the included updates, and what the round starts from, it can force by its
//! vote; that it has the lists it needs for its proofs, by its plea. What it cannot do is be censored: consensus must be honest.
//!
//! # Deposits and bonds
//!
//! An attestation holds [`Config::AttestDeposit`](crate::Config::AttestDeposit) in the owner's account until the round ends. That
//! of a guilty member is held for [`Config::SlashDelay`](crate::Config::SlashDelay) blocks more, in which
//! [`Config::TaskOrigin`](crate::Config::TaskOrigin) may forgive it; then half is burnt and half goes to the owner of the
//! challenger. A vote *missing* and a plea hold bonds, which are burnt or returned. See `deposits.rs`.
//!
//! # The work of a block
//!
//! Every open task is in exactly one of two places: under the block at which its phase ends ([`Deadlines`](crate::Deadlines)), or
//! in the queue of those to be moved ([`Due`](crate::Due)). `on_initialize` takes the at most
//! [`MAX_OPEN_TASKS`](guild_primitives::limits::MAX_OPEN_TASKS) tasks of its block from the first to the second; a call
//! by which a phase has all it can get does the same at once. `on_poll` moves the head of the queue from one phase to the
//! next while the meter has room, at most `MAX_OPEN_TASKS` moves a block. A move that does not fit stays at the head:
//! it is late, and its phase accepts nothing meanwhile. A task leaves the queue in the move itself, and only a move enters
//! it under a deadline again, so none is moved twice or forgotten.
//!
//! Whatever belongs to an open round goes with its end, in the same move: at most four entries a member of E, the bodies
//! they attested, and the inputs.
//!
//! A call may change a round that is due. It stays due, except when the proposed result falls: then the round has a whole
//! Attest before it again. After the moves of a block come slashes whose time has come, oldest first.
//!
//! # Growth
//!
//! What stays for ever: for each task its spec (at most 5.3 kB); for each round a [`RoundRecord`](crate::RoundRecord) (60 bytes); for
//! each final round its lineage (with n updates and one row of coefficients about 129·n bytes, and at most 151 kB) and an entry
//! of [`RoundOfModel`](crate::RoundOfModel); for each proven fault a [`FaultRecord`](guild_primitives::FaultRecord) (at most 8.3 kB; an
//! open round has no more faults than members, since a member becomes guilty once, and a final one has one more at most),
//! which costs somebody a deposit, if it is proven in time. A task whose rounds all fail at the shortest windows adds one
//! record in four blocks, 0.6 MB a day.
