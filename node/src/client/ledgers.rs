//! Asks a node about reputation and money.

use super::{
	answers::{Agreement, Agreements, At, Payouts, PayoutsFrom, Reputations},
	Remote,
};
use crate::exit::CliError;
use guild_primitives::{AgreementId, MemberId, TaskId};
use jsonrpsee::rpc_params;

impl Remote {
	/// How far a member is trusted; or members from `from` on.
	///
	/// # Errors
	/// This and the others: as [`Remote::call`].
	pub fn reputation(&self, member: Option<MemberId>, from: Option<MemberId>) -> Result<Reputations, CliError> {
		self.call("guild_reputation", rpc_params![member, from])
	}

	/// Agreements from number `from` on.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn agreements(&self, from: AgreementId) -> Result<Agreements, CliError> {
		self.call("guild_agreements", rpc_params![from])
	}

	/// An agreement.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn agreement(&self, id: AgreementId) -> Result<Agreement, CliError> {
		self.call("guild_agreement", rpc_params![id])
	}

	/// The agreement of a task that runs.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn agreement_of(&self, task: TaskId) -> Result<Agreement, CliError> {
		self.call("guild_agreement", rpc_params![None::<AgreementId>, task])
	}

	/// What rounds paid: a page of it.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn payouts(
		&self,
		agreement: Option<AgreementId>,
		member: Option<MemberId>,
		from: Option<PayoutsFrom>,
	) -> Result<Payouts, CliError> {
		self.call("guild_payouts", rpc_params![agreement, member, from])
	}

	/// The best block.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn best(&self) -> Result<At, CliError> {
		let header: guild_runtime::Header = self.call("chain_getHeader", rpc_params![])?;
		Ok(At { number: header.number, hash: header.hash() })
	}
}
