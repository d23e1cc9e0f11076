//! What a lying member does differently (feature `attacks`).

use super::{computed::Computation, no_entropy, DutyError};
use crate::{
	attack::{Against, Attack, FalseResult},
	member::{Now, Worker},
	parts::Step,
	world::{Call, ChainError},
};
use guild_aggregation::{aggregate, lanes};
use guild_primitives::{
	seed::seed_commitment, Manifest, ResultBody, Root, RoundId, RoundIndex, RoundInputs, TaskView, Text,
};

impl Worker {
	/// A liar's lanes become its lie; an honest member shows its own where omniscient attackers look, if anywhere.
	pub(super) fn lie_or_show(
		&mut self,
		task: &TaskView,
		round: RoundId,
		base_root: &Root,
		mut lanes: Vec<i16>,
	) -> Result<Vec<i16>, DutyError> {
		// Only where a rule starts from it does it matter to a liar.
		let previous = match task.aggregate_root.filter(|_| self.liar.is_some()) {
			Some(root) => self.read_if_held(&root)?.and_then(|bytes| lanes::from_bytes(&bytes).ok()),
			None => None,
		};
		match &mut self.liar {
			// Who lies about something else draws no randomness for it, and so sends what it would send without.
			Some(liar) if liar.attack_in(round.index).is_some_and(|attack| attack.changes_lanes()) => {
				let mut entropy = (self.entropy)().map_err(no_entropy)?;
				let against = Against {
					rule: &task.spec.rule,
					norm_bound: task.spec.effective_norm_bound(),
					previous: previous.as_deref(),
				};
				liar.lie(&mut lanes, task.id, *base_root, &against, &mut entropy);
			}
			Some(_) => {}
			None => {
				if let Some(board) = &self.board {
					board.post(task.id, *base_root, self.member, &lanes);
				}
			}
		}
		Ok(lanes)
	}

	/// What is false about the result that this member attests in a round, if anything.
	pub(crate) fn false_result(&self, round: RoundIndex) -> Option<FalseResult> {
		self.liar.as_ref().and_then(|liar| liar.attack_in(round)).and_then(|attack| attack.false_result())
	}

	/// Keeps a false result; its body, and the list that goes with it.
	pub(super) fn keep_lie(
		&mut self,
		lie: FalseResult,
		inputs: &RoundInputs,
		computation: &Computation,
	) -> Result<(ResultBody, Vec<u8>), DutyError> {
		let (views, base) = (computation.lanes.views(), &computation.lanes.base);
		let truth = aggregate(inputs, &views, base).map_err(|error| DutyError::Abstain(error.to_string()))?;
		let false_result = lie.forge(inputs, &views, base, &truth);
		self.store.put(&lanes::model_to_bytes(&false_result.model))?;
		self.store.put(&lanes::to_bytes(&false_result.aggregate))?;
		Ok((false_result.result.body, false_result.result.trace.to_bytes()))
	}

	/// Keeps from a colluder's victim what is kept of the open rounds' updates, before any of them is served.
	pub(crate) fn keep_back(&self, now: &Now, finalised_tasks: &[TaskView]) -> Result<(), ChainError> {
		let Some(liar) = &self.liar else { return Ok(()) };
		let open = |task: &TaskView| RoundId { task: task.id, index: task.current_round };
		let views = finalised_tasks.iter().map(|task| self.chain.round(&now.finalised, open(task)));
		let views: Vec<_> = views.collect::<Result<_, _>>()?;
		liar.keep_back(&views.into_iter().flatten().collect::<Vec<_>>());
		Ok(())
	}

	/// Whether this member commits to what others commit to.
	pub(super) fn copies(&self, round: RoundId) -> bool {
		self.liar.as_ref().is_some_and(|liar| liar.attack_in(round.index) == Some(Attack::Copy))
	}

	/// Commits to the root that another member has committed to. It has no bytes, so its `possession` is made up.
	pub(super) fn commit_copy(&mut self, now: &Now, round: RoundId, base_root: &Root) -> Result<bool, DutyError> {
		let view = self.chain.round(&now.best, round)?;
		let committed = view.iter().flat_map(|view| &view.members).filter(|progress| progress.member != self.member);
		let Some(copied) = committed.filter_map(|progress| progress.manifest.clone()).next() else {
			return Err(DutyError::Waiting("nobody has committed to anything that could be copied".into()));
		};
		let seed = self.seed(&round)?;
		self.keep_in_round(&round, |entry| entry.seed = Some(seed))?;
		let manifest = Manifest {
			seed_commitment: seed_commitment(&self.member, &round, &seed),
			base_root: *base_root,
			possession: Root::of_value("guild-worker copied", &(self.member, round)),
			software: Text::default(),
			..copied
		};
		let signature = self.signer.sign(&manifest.signing_hash());
		self.chain.submit(&Call::CommitUpdate { manifest, signature })?;
		self.step(Step::CommitSubmitted);
		Ok(false)
	}
}
