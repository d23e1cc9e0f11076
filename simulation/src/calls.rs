//! A worker's calls as the runtime takes them, and its answers as a worker reads them: here, and in a node.

use frame_support::BoundedVec;
use guild_agreement::SurveyView;
use guild_primitives::{ids::AgreementId, MemberId};
use guild_worker::world::{Call, Survey};

/// The form that a worker's call has in the runtime `R`: this tree's, or the next one of a rehearsal.
pub fn runtime_call<R>(call: Call) -> <R as frame_system::Config>::RuntimeCall
where
	R: pallet_training::Config + pallet_rewards::Config,
	<R as frame_system::Config>::RuntimeCall: From<pallet_training::Call<R>> + From<pallet_rewards::Call<R>>,
{
	match call {
		Call::CommitUpdate { manifest, signature } => {
			pallet_training::Call::<R>::commit_update { manifest: Box::new(manifest), signature }.into()
		}
		Call::VoteAvailability { round, held, missing, base_missing, seed } => {
			pallet_training::Call::<R>::vote_availability { round, held, missing, base_missing, seed }.into()
		}
		Call::Publish { round, update, part, bytes, path } => pallet_training::Call::<R>::publish {
			round,
			update,
			part,
			// A worker sends neither more bytes nor a longer path than the call takes.
			bytes: BoundedVec::truncate_from(bytes),
			path: BoundedVec::truncate_from(path),
		}
		.into(),
		Call::Attest { round, result_hash, possession, signature, body } => {
			pallet_training::Call::<R>::attest { round, result_hash, possession, signature, body: body.map(Box::new) }
				.into()
		}
		Call::Plead { round, result_hash } => pallet_training::Call::<R>::plead { round, result_hash }.into(),
		Call::Answer { round, result_hash, list } => {
			pallet_training::Call::<R>::answer { round, result_hash, list }.into()
		}
		Call::Challenge { round, result_hash, attester, proof } => {
			pallet_training::Call::<R>::challenge { round, result_hash, attester, proof: Box::new(proof) }.into()
		}
		Call::ReportQuality { agreement, round, dataset, answers } => {
			pallet_rewards::Call::<R>::report_quality { agreement, round, dataset, answers }.into()
		}
		Call::Dispute { round, proof } => pallet_training::Call::<R>::dispute { round, proof: Box::new(proof) }.into(),
	}
}

/// The survey of an agreement, as this member may answer it.
pub fn survey_of(agreement: AgreementId, view: SurveyView, member: &MemberId) -> Survey {
	let has_reported = view.reported.contains(member);
	Survey { agreement, round: view.round, subjects: view.subjects, has_reported }
}
