//! Availability: fetch what was committed, check it, say once what is held and what did not come.
//!
//! What is named *missing*, and when nothing is, is in `missing.rs`; what the round starts from in `base.rs`. If the owner's account does not cover the bonds, the
//! chain takes no such vote; then the vote is written and sent again without, which is better than none.

use super::{
	base::AbsentBase,
	missing::{is_patient, named, Base, Looked, Named},
	DutyError,
};
use crate::{
	journal::Vote,
	member::{millis, Now, Worker, BLOCK_TIME, FETCH_BUDGET},
	parts::Step,
	store::StoreError,
	world::{Call, ChainError, FetchError, Want},
};
use guild_aggregation::lanes;
use guild_primitives::{possession, BlockNumber, CommitmentView, Phase, Root, RoundId, RoundView, TaskView};
use std::collections::HashSet;

/// What was found about a committed update.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Settled {
	/// It is here, well formed, and its owner has proved to hold it.
	Held,
	/// It is here, and is not a valid update; why.
	Bad(String),
}

/// What has not come.
struct Absent<'a> {
	/// Updates.
	commitments: &'a [CommitmentView],
	/// Files that the round starts from.
	base: &'a [AbsentBase],
	/// Whether this member has asked for long enough to name many.
	patient: bool,
}

/// Where to read on.
const LOOK: &str = "Look at the link, and ask the others: docs/threat-model.md, Withheld from many";
/// What it means to vote without naming an update that did not come.
const CONSEQUENCE: &str = "If they are included, this member will not be able to prove a false result of this round";

impl Worker {
	/// Votes which updates are held: as soon as all were looked at, and otherwise when two thirds of the window are over.
	pub(crate) fn vote(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: RoundId,
		commitments: &[CommitmentView],
		ends_at: BlockNumber,
	) -> Result<bool, DutyError> {
		let seen_at = self.clock.now();
		let live = self.live.entry(round).or_default();
		let seen_at = *live.availability_seen_at.get_or_insert(seen_at);
		let spoken_of = Root::of_value("guild-worker commitments", &commitments);
		let vote = match self.journal.round(&round)?.vote.filter(|vote| vote.commitments == spoken_of) {
			Some(vote) => vote,
			None => {
				self.look_at_held(round, task, commitments)?;
				let view = self.chain.round(&now.best, round)?;
				let latest = latest_vote_block(view.as_deref(), ends_at);
				self.note_asking(now, round)?;
				let blocks = self.blocks_to_fetch(&round, now.best.number, latest, ends_at);
				self.fetch_missing(round, task, commitments, view.as_deref(), blocks)?;
				let (missing, base) = (self.missing(&round, commitments), self.absent_base(task, view.as_deref()));
				if !(missing.is_empty() && base.is_empty()) && now.best.number < latest {
					// Nobody serves before the opening is finalised, so this is no news.
					log::debug!(target: "guild", "{round}: {} updates have not come yet", missing.len());
					return Ok(false);
				}
				self.tell_missing(&round, &missing, &base);
				let opened_at = view.map_or(latest, |view| view.phase_opened_at);
				let patient = is_patient(self.asked_since(&round), now.best.number, opened_at, latest);
				let absent = Absent { commitments: &missing, base: &base, patient };
				let (Named { missing, base_missing, .. }, rounds_missing_many) =
					self.name_missing(&round, commitments, &absent)?;
				let held = self.held(&round, commitments);
				let vote = Vote { commitments: spoken_of, held, missing, base_missing, rounds_missing_many };
				let fetch_ms = millis(self.clock.now().saturating_sub(seen_at));
				self.keep_in_round(&round, |entry| {
					entry.phase_ms.fetch = Some(fetch_ms);
					entry.vote = Some(vote.clone());
				})?;
				self.step(Step::VoteJournaled);
				self.tell_vote(&round, &vote, commitments.len());
				vote
			}
		};
		let seed = self.seed_to_reveal(&round, commitments)?;
		let (held, missing, base_missing) = (vote.held_bits(), vote.missing_bits(), vote.base_missing);
		match self.chain.submit(&Call::VoteAvailability { round, held, missing, base_missing, seed }) {
			Err(ChainError::NotCovered(why)) if missing != 0 || base_missing => {
				self.vote_without_bonds(&round, vote, &why)?;
				let without = Call::VoteAvailability { round, held, missing: 0, base_missing: false, seed };
				self.chain.submit(&without)?;
			}
			answer => answer?,
		}
		self.step(Step::VoteSubmitted);
		Ok(false)
	}

	/// Notes since when this member has asked for updates that may be served.
	fn note_asking(&mut self, now: &Now, round: RoundId) -> Result<(), DutyError> {
		if self.asked_since(&round).is_none() {
			let finalised = self.chain.round(&now.finalised, round)?;
			let is_open = finalised.is_some_and(|view| !matches!(view.phase, None | Some(Phase::Commit)));
			self.live.entry(round).or_default().asked_since = is_open.then_some(now.best.number);
		}
		Ok(())
	}

	fn asked_since(&self, round: &RoundId) -> Option<BlockNumber> {
		self.live.get(round).and_then(|live| live.asked_since)
	}

	/// What the vote names missing of what is `absent`; says why it does not name the rest. And in how many rounds on end
	/// many are absent, or what the round starts from, with this one.
	fn name_missing(
		&mut self,
		round: &RoundId,
		commitments: &[CommitmentView],
		absent: &Absent<'_>,
	) -> Result<(Named, u32), DutyError> {
		let before = match round.index.checked_sub(1) {
			Some(index) => self.journal.round(&RoundId { index, ..*round })?.vote,
			None => None,
		};
		let troubles = self.live.get(round).map(|live| &live.troubles);
		let in_vain = |root: &Root| {
			let trouble = troubles.and_then(|troubles| troubles.get(root));
			matches!(trouble, Some(FetchError::NotServed | FetchError::TimedOut(_)))
		};
		let base = match absent.base {
			[] => Base::Here,
			files if files.iter().any(|file| in_vain(&file.want.root)) => Base::InVain,
			_ => Base::NotAsked,
		};
		let is_other = |commitment: &&CommitmentView| commitment.member != self.member;
		let position = |commitment: &CommitmentView| commitment.position;
		let others = commitments.iter().filter(is_other).count();
		let patient = absent.patient;
		let absent: Vec<&CommitmentView> = absent.commitments.iter().filter(is_other).collect();
		let looked = Looked {
			committed: commitments.len(),
			came: others.saturating_sub(absent.len()),
			absent: absent.iter().copied().map(position).collect(),
			asked: absent.iter().copied().filter(|one| in_vain(&one.update_root)).map(position).collect(),
			base,
			patient,
			many_before: before.map_or(0, |vote| vote.rounds_missing_many),
		};
		let named = named(&looked, self.missing_limits);
		let rounds_missing_many = if looked.misses_many() { looked.many_before.saturating_add(1) } else { 0 };
		let said = if let Some(silent) = &named.silent {
			let unnamed = looked.absent.len() - named.missing.len();
			let what = match (unnamed, base == Base::Here) {
				(unnamed, true) => format!("{unnamed} of the updates that did not come are"),
				(0, false) => "what the round starts from did not come, and is".into(),
				(unnamed, false) => {
					format!("what the round starts from and {unnamed} of the updates did not come, and are")
				}
			};
			Some(format!("{what} not named missing: {silent}. {CONSEQUENCE}"))
		} else if named.base_missing {
			Some(format!(
				"what the round starts from has not come, and the round fails by this vote. Either this member's link is \
				 broken, or the others keep it out: it cannot tell. {LOOK}"
			))
		} else if rounds_missing_many > 0 {
			Some(format!(
				"{} of {} updates have not come, and all are named missing. Either this member's link is broken, or two \
				 thirds keep it out: it cannot tell. Where withheld updates are excluded, the round fails by this vote. {LOOK}",
				named.missing.len(),
				looked.committed
			))
		} else {
			None
		};
		if let Some(said) = said {
			self.voice.complain(format!("{round}, votes missing"), said);
		}
		Ok((named, rounds_missing_many))
	}

	fn tell_vote(&mut self, round: &RoundId, vote: &Vote, committed: usize) {
		let mut line = format!("{} of {committed} updates held and checked", vote.held.len());
		if !vote.missing.is_empty() {
			line.push_str(&format!(
				"; {} named missing: if a quorum holds them, they are shown to all or left out, and this member pays for it \
				 with its own update or a bond",
				vote.missing.len()
			));
		}
		if vote.base_missing {
			line.push_str(
				"; what the round starts from is not here: the round fails, and this member pays a bond for each update of \
				 others that a quorum holds",
			);
		}
		self.voice.say(round, line);
	}

	/// Writes down that the vote names nothing missing, because the owner's account does not cover the bonds.
	fn vote_without_bonds(&mut self, round: &RoundId, vote: Vote, why: &str) -> Result<(), DutyError> {
		self.voice.complain(
			format!("{round}, votes missing"),
			format!(
				"the owner's account does not cover the bonds of this vote, which names missing {} ({why}); voting without. \
				 {CONSEQUENCE} Endow the account",
				match vote.base_missing {
					true => "what the round starts from".into(),
					false => format!("{} updates", vote.missing.len()),
				}
			),
		);
		let without = Vote { missing: Vec::new(), base_missing: false, ..vote };
		self.keep_in_round(round, |entry| entry.vote = Some(without))?;
		self.step(Step::VoteJournaled);
		Ok(())
	}

	/// The value for the round's seed, if this member has committed to one.
	fn seed_to_reveal(&self, round: &RoundId, commitments: &[CommitmentView]) -> Result<Option<Root>, DutyError> {
		if commitments.iter().all(|commitment| commitment.member != self.member) {
			return Ok(None);
		}
		let seed = self.journal.round(round)?.seed;
		seed.map(Some).ok_or_else(|| {
			let what =
				"the journal has lost the value that this member has committed to for the round's seed, and without \
			            it the chain takes no vote";
			DutyError::Abstain(what.into())
		})
	}

	/// Checks every update that has come and was not looked at.
	fn look_at_held(
		&mut self,
		round: RoundId,
		task: &TaskView,
		commitments: &[CommitmentView],
	) -> Result<(), DutyError> {
		for commitment in self.missing(&round, commitments) {
			if !self.store.has(&commitment.update_root) {
				continue;
			}
			let look =
				|| self.store.blob(&commitment.update_root).map(|bytes| inspect(&bytes, task, &round, &commitment));
			let looked = match &self.shared {
				Some(shared) => shared.found(&round, &commitment, task.spec.dim, look),
				None => look(),
			};
			let settled = match looked {
				Ok(settled) => settled,
				Err(StoreError::NotHeld(_) | StoreError::Corrupt(_)) => continue,
				Err(error) => return Err(error.into()),
			};
			if let Settled::Bad(why) = &settled {
				self.voice.say(
					&round,
					format!(
						"update {} of member {} is not valid: {why}",
						commitment.update_root.short(),
						commitment.member
					),
				);
			}
			self.live.entry(round).or_default().settled.insert(identity(&commitment), settled);
		}
		Ok(())
	}

	/// Fetches what is missing, what the round starts from included, and checks the updates.
	fn fetch_missing(
		&mut self,
		round: RoundId,
		task: &TaskView,
		commitments: &[CommitmentView],
		view: Option<&RoundView>,
		blocks: BlockNumber,
	) -> Result<(), DutyError> {
		let (missing, base) = (self.missing(&round, commitments), self.absent_base(task, view));
		if missing.is_empty() && base.is_empty() || blocks == 0 {
			return Ok(());
		}
		let electorate = view.map(|view| view.electorate.as_slice()).unwrap_or_default();
		let others = self.others(electorate);
		let mut wants: Vec<Want> = base.into_iter().map(|file| file.want).collect();
		let mut wanted = HashSet::with_capacity(missing.len());
		for commitment in &missing {
			if wanted.insert(commitment.update_root) {
				wants.push(Want {
					root: commitment.update_root,
					size_bytes: u64::from(task.spec.dim) * lanes::LANE_BYTES as u64,
					sources: self.sources(Some(commitment.member), &others),
				});
			}
		}
		let errors = self.fetch(&round, &wants, FETCH_BUDGET.min(BLOCK_TIME * blocks));
		let failed = wants.iter().zip(errors).filter_map(|(want, error)| Some((want.root, error?)));
		self.live.entry(round).or_default().troubles = failed.collect();
		self.look_at_held(round, task, commitments)
	}

	/// For how many blocks to fetch now: until the vote is due; and who comes late fetches once while the vote can still
	/// reach a block.
	fn blocks_to_fetch(
		&mut self,
		round: &RoundId,
		best: BlockNumber,
		latest: BlockNumber,
		ends_at: BlockNumber,
	) -> BlockNumber {
		let live = self.live.entry(*round).or_default();
		let tried = std::mem::replace(&mut live.tried_to_fetch, true);
		match latest.saturating_sub(best) {
			0 if !tried => ends_at.saturating_sub(best).saturating_sub(2),
			blocks => blocks,
		}
	}

	/// Says what this member votes without, and why.
	fn tell_missing(&mut self, round: &RoundId, missing: &[CommitmentView], base: &[AbsentBase]) {
		let updates = missing.iter().map(|commitment| {
			let root = commitment.update_root;
			(format!("update {}", root.short()), format!("the update of member {}", commitment.member), root)
		});
		let files = base.iter().map(|AbsentBase { what, want }| {
			let name = format!("{what} {}", want.root.short());
			(name.clone(), format!("the {name}"), want.root)
		});
		for (about, what, root) in updates.chain(files) {
			let live = self.live.get(round);
			let trouble = live.and_then(|live| live.troubles.get(&root)).map(ToString::to_string);
			let trouble = trouble.unwrap_or_else(|| "there was no time to ask for it".into());
			self.voice.complain(format!("{round}, {about}"), format!("voting without {what}: {trouble}"));
		}
	}

	/// Commitments whose updates were not looked at: they are not here.
	fn missing(&self, round: &RoundId, commitments: &[CommitmentView]) -> Vec<CommitmentView> {
		let settled = self.live.get(round).map(|live| &live.settled);
		let is_missing =
			|commitment: &&CommitmentView| settled.is_none_or(|settled| !settled.contains_key(&identity(commitment)));
		commitments.iter().filter(is_missing).copied().collect()
	}

	/// Positions of the members whose updates are held.
	fn held(&self, round: &RoundId, commitments: &[CommitmentView]) -> Vec<u8> {
		let settled = self.live.get(round).map(|live| &live.settled);
		let is_held = |commitment: &&CommitmentView| {
			settled.is_some_and(|settled| settled.get(&identity(commitment)) == Some(&Settled::Held))
		};
		commitments.iter().filter(is_held).map(|commitment| commitment.position).collect()
	}
}

/// Whether bytes with the committed root are an update, and were its owner's before they were ours.
fn inspect(bytes: &[u8], task: &TaskView, round: &RoundId, commitment: &CommitmentView) -> Settled {
	if let Err(error) = lanes::check_bytes(bytes) {
		return Settled::Bad(error.to_string());
	}
	let lanes = bytes.len() / lanes::LANE_BYTES;
	if lanes as u64 != u64::from(task.spec.dim) {
		return Settled::Bad(format!("it has {lanes} lanes instead of {}", task.spec.dim));
	}
	if possession(&commitment.member, round, bytes) != commitment.possession {
		return Settled::Bad("its owner did not have the bytes when it committed; the root is copied".into());
	}
	Settled::Held
}

/// What was looked at: another fork may have another commitment of the same member.
fn identity(commitment: &CommitmentView) -> (guild_primitives::MemberId, Root, Root) {
	(commitment.member, commitment.update_root, commitment.possession)
}

/// The block at which the worker votes with what is there: a third of the window is left for the vote, at least a block.
fn latest_vote_block(view: Option<&RoundView>, ends_at: BlockNumber) -> BlockNumber {
	let window = view.map_or(0, |view| ends_at.saturating_sub(view.phase_opened_at));
	ends_at.saturating_sub((window / 3).max(1))
}
