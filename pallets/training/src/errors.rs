//! Why calls are refused, each with what to do next. The pallet's module in `lib.rs` takes it in.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// This account is no member's duty account.
		/// Sign with the duty account that the member's owner has registered.
		NotAMember,
		/// The member was not yet one when the round opened.
		/// Wait for the next round.
		NotInElectorate,
		/// There is no task of this number.
		/// `guild task list` shows those there are.
		UnknownTask,
		/// The task has no open round now.
		/// Ask for the member's duties again with the next block.
		NoOpenRound,
		/// The task's open round is another one.
		/// Ask for the member's duties, and act for the round they name.
		WrongRound,
		/// Commit has ended.
		/// The update may be committed in the next round if the base model does not move.
		NotInCommitPhase,
		/// Availability has not begun or has ended.
		/// Ask for the member's duties.
		NotInAvailabilityPhase,
		/// Nothing can be attested: Attest has not begun, or the window is over.
		/// Ask for the member's duties.
		NotInAttestPhase,
		/// The member has committed in this round.
		/// Nothing needs to be done; a commitment cannot be replaced.
		AlreadyCommitted,
		/// The member has voted in this round.
		/// Nothing needs to be done; a vote cannot be replaced.
		AlreadyVoted,
		/// The member has attested in this round.
		/// Nothing needs to be done; an attestation cannot be replaced.
		AlreadyAttested,
		/// Training started from another model than the round's base model.
		/// Train again from the base model that the duty names.
		WrongBaseModel,
		/// The manifest declares another privacy mechanism than the task asks for.
		/// Read the task's spec, and declare its mechanism.
		WrongMechanism,
		/// The manifest declares no samples.
		/// Train on at least one, or sit the round out.
		BadSamples,
		/// The manifest declares no steps, or more than were asked.
		/// Declare the steps done, at least one and at most those asked.
		BadSteps,
		/// The signature over the manifest or the attestation is not by the member's worker key.
		/// Sign with the worker key that the member's owner has registered.
		BadSignature,
		/// The vote speaks of a member that has not committed.
		/// Vote only on the commitments that the duty lists.
		UnknownBit,
		/// The chain does not know this result, and its body was not sent.
		/// Send the body with the attestation.
		BodyMissing,
		/// The body sent is not the one whose hash is attested.
		/// Attest the hash of the body under the hash of the round's inputs.
		BodyDoesNotHash,
		/// The body's shape does not fit the included updates.
		/// Aggregate the inputs that the duty holds.
		BodyDoesNotFit,
		/// There are as many open tasks as there may be.
		/// Stop one first, or wait until one is complete.
		TooManyOpenTasks,
		/// The task is complete or stopped already.
		/// Nothing needs to be done.
		TaskNotActive,
		/// The spec's number of lanes is 0 or too large.
		/// Give the length of the model's parameter vector.
		SpecBadDim,
		/// The spec's scale has too many fraction bits.
		/// See the limits in `guild_primitives::limits`.
		SpecBadScale,
		/// The spec's clip norm is 0, or its norm bound is below the clip norm or beyond what lanes can have.
		/// Choose a norm bound of a few times the usual norm.
		SpecBadNormBound,
		/// A window of the spec is too short or too long.
		/// See the limits in `guild_primitives::limits`.
		SpecBadWindow,
		/// The spec's least number of participants is 0 or more than an electorate can have.
		/// See the limits in `guild_primitives::limits`.
		SpecBadParticipants,
		/// The spec's cap on samples is 0.
		/// Choose the most samples that one member may weigh.
		SpecBadSampleCap,
		/// The spec's number of rounds is 0 or too large.
		/// See the limits in `guild_primitives::limits`.
		SpecBadRounds,
		/// The spec has no name or no document.
		/// Those who vote must be able to read what they vote on.
		SpecNoText,
		/// The rule's guarantee is void with as few updates as the spec allows.
		/// Raise the least number of participants, or lower `f`.
		SpecTooFewForRule,
		/// A parameter of the rule is out of its range.
		/// See `RuleSpec` in `guild_primitives::rules`.
		SpecBadRuleParameter,
		/// The mix gives many rows and no column rule combines them, or the reverse.
		/// Use a column rule with the mix `each`, and only with it.
		SpecMixAndColumnDoNotFit,
		/// The rule is not what its name says with as many updates as the spec asks for.
		/// Choose another rule, or a smaller `f`.
		SpecTooManyForRule,
		/// The rule's mix is too dear to be recomputed on chain, already with the least number of participants.
		/// Choose a cheaper rule, a smaller `f`, or fewer steps; `RuleSpec::mix_cost` says what it costs.
		SpecMixTooDear,
		/// The member was found guilty in this round, and attests nothing more in it.
		/// Wait for the next round. Challenges are still accepted.
		FoundGuilty,
		/// In Challenge only the proposed result may be attested.
		/// If it is not the own one, challenge it.
		NotTheProposedResult,
		/// The owner account cannot cover the deposit of an attestation, the bonds of a vote, or that of a plea.
		/// Send money to the owner account; `AttestDeposit`, `MissingBond` and `PleaBond` say how much.
		DepositNotCovered,
		/// Nothing is attested before Attest.
		/// Ask for the member's duties.
		NothingToChallenge,
		/// The round does not accept challenges any more: its window is over, or it has ended.
		/// Keep the proof: it holds without the chain.
		ChallengeWindowOver,
		/// Two challenges of this member have proven nothing in this round.
		/// Ask the runtime API `check_fault` before a challenge; another member may still send this proof.
		NoChallengesLeft,
		/// Nobody attests this result, or it has been proven false already.
		/// Ask for the member's duties.
		UnknownResult,
		/// The member that is accused has not attested this result.
		/// Accuse an attester of it, or nobody.
		NotAnAttester,
		/// There is no such slash: it was settled or forgiven.
		/// Nothing can be done any more.
		UnknownSlash,
		/// The spec has withheld updates published, and neither says that updates are public nor has them noisy.
		/// Set `updates_public` if all members agree to that, or exclude withheld updates.
		SpecUpdatesNotPublic,
		/// The spec has withheld updates published, and one is too long for that.
		/// Exclude withheld updates instead.
		SpecTooLongToPublish,
		/// The vote misses what nobody committed to, what it holds itself, or the voter's own update.
		/// Name committed updates of others that could not be fetched.
		MissingDoesNotFit,
		/// The vote says that the base model or the previous aggregate could not be had, though no round of the task is final yet; or names
		/// updates missing beside that.
		/// Name either of the two; what a task starts with, every member makes itself.
		BaseMissingDoesNotFit,
		/// The value for the round's seed is not the one that the member committed to; or there is one without a commitment, or
		/// none with one.
		/// Reveal the value that the manifest's `seed_commitment` was made of.
		BadSeed,
		/// Publication has not begun or has ended, or this round has none.
		/// Ask for the member's duties.
		NotInPublicationPhase,
		/// This update is not contested: it need not be published.
		/// Publish the updates that the duty lists.
		NotContested,
		/// This part of the update is on the chain already.
		/// Nothing needs to be done.
		AlreadyPublished,
		/// The update has no such part, or these bytes are not that part, or the path does not lead to the update's root.
		/// Send the bytes and the path that `guild_aggregation::chunks` gives for the part's chunks.
		NotThePart,
		/// The part would make the update whole, and then its owner's proof of possession does not hold: it has copied.
		/// Leave it out; its owner is to blame.
		PossessionDoesNotHold,
		/// There is no proposed result, or the window to check it is over.
		/// Ask for the member's duties.
		NotInChallengePhase,
		/// The member has attested the proposed result itself, and so said that it has its list.
		/// Nothing can be pleaded for.
		AttestedItself,
		/// Somebody has pleaded against this proposal already.
		/// Wait for the answer, or for the fall of the proposal.
		AlreadyPleaded,
		/// Nobody has pleaded for this list.
		/// Nothing needs to be done.
		NotPleadedFor,
		/// The list is on the chain already.
		/// Nothing needs to be done.
		AlreadyAnswered,
		/// These bytes are not the list whose root is in the result's body.
		/// Send the list whose BLAKE3 hash is the body's `trace_root`.
		NotTheList,
		/// A fault of this round says already that the result is false, and two such challenges of this member were free.
		/// Nothing needs to be done.
		AlreadyProven,
		/// The round is not final: only a final result can be disputed.
		/// While the round is open, challenge its results.
		NotFinal,
		/// The result of this round has been proven false already.
		/// Nothing needs to be done.
		AlreadyDisputed,
		/// The result was proven false in this round.
		/// Aggregate the inputs that the duty holds, and attest what that gives.
		ProvenFalse,
		/// The proof does not show a fault of the final result.
		/// Ask the runtime API `check_final` before a dispute.
		NotProven,
		/// The task's least noise multiplier exceeds its largest.
		/// Set the floor at or below the ceiling.
		SpecBadNoise,
		/// The clip norm and six standard deviations of the most noise do not fit into a lane.
		/// Use fewer fraction bits, a smaller clip norm, or a lower ceiling.
		SpecNoiseDoesNotFit,
		/// The declared mechanism cannot be accounted: it has no step, or this chain keeps no privacy ledger.
		/// Declare the steps that were done.
		MechanismNotAccounted,
		/// The member has not declared the dataset that the manifest names to the privacy ledger.
		/// Declare it with the owner account: `guild privacy declare`.
		UnknownDataset,
		/// The dataset, or one that overlaps it, has no budget under the mechanism's relation: nothing may be spent.
		/// Declare another dataset, with a budget under that relation.
		NoPrivacyBudget,
		/// The update would take the dataset, or one that overlaps it, over its privacy budget.
		/// Use more noise, or sit the round out; `guild privacy ledger` shows what is left.
		OverPrivacyBudget,
		/// The privacy ledger has charged this update under another mechanism.
		/// Declare the mechanism that the update was made with.
		DeclaredDifferently,
		/// The spec shows coarse values of held-out rows, which nothing is charged for, and its updates have noise.
		/// Show nothing, or one bit a question.
		SpecMetricNotCharged,
		/// The rule has no guarantee against any liar, and its `f` is not 0.
		/// Set `f` to 0, or choose another rule.
		SpecNoGuarantee,
	}
}
