//! Equivocations as they are reported, after `pallet_grandpa` has checked votes, signatures and session.

use crate::{types::Report, Config, CurrentSession, Event, Pallet, Reports};
use alloc::vec::Vec;
use guild_primitives::{ids::MemberId, Evidence};
use pallet_grandpa::{EquivocationOffence, TimeSlot};
use sp_consensus_grandpa::SetId;
use sp_staking::offence::{OffenceError, ReportOffence};

impl<T: Config> Pallet<T> {
	/// Whether the member has answered for this authority set already.
	fn is_reported(member: &MemberId, set_id: SetId) -> bool {
		Reports::<T>::get(member).iter().any(|report| report.set_id == set_id)
	}

	/// Keeps a report, and drops those of forgotten sessions.
	fn keep(member: &MemberId, report: Report) -> Result<(), OffenceError> {
		let now = CurrentSession::<T>::get();
		Reports::<T>::try_mutate(member, |reports| {
			reports.retain(|report| !Self::is_forgotten(report.session, now));
			// There is room: there are no more authority sets than sessions, and this one has no report.
			reports.try_push(report).map_err(|_| OffenceError::Other(0))
		})
	}
}

impl<T: Config> ReportOffence<T::AccountId, MemberId, EquivocationOffence<MemberId>> for Pallet<T> {
	/// The reporter is the author of the block, and gets nothing.
	fn report_offence(
		_reporters: Vec<T::AccountId>,
		offence: EquivocationOffence<MemberId>,
	) -> Result<(), OffenceError> {
		// Decide.
		let EquivocationOffence { time_slot, session_index: session, offender: member, .. } = offence;
		let TimeSlot { set_id, round } = time_slot;
		if Self::is_reported(&member, set_id) {
			return Err(OffenceError::DuplicateReport);
		}

		// Act.
		Self::keep(&member, Report { set_id, session })?;
		Self::deposit_event(Event::Equivocated { member, session, set_id, round });
		T::Evidence::equivocated(member);
		Self::slash_deposit(member);
		Ok(())
	}

	fn is_known_offence(offenders: &[MemberId], time_slot: &TimeSlot) -> bool {
		offenders.iter().all(|member| Self::is_reported(member, time_slot.set_id))
	}
}
