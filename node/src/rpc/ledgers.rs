//! `guild_reputation`, `guild_agreement`, `guild_agreements`, `guild_payouts`: whom the consortium trusts, and pays.

use super::{best, limited, unavailable, unknown};
use crate::client::answers::{Agreement, Agreements, At, MemberReputation, Payout, Payouts, PayoutsFrom, Reputations};
use guild_agreement::{api::AgreementApi, text, AgreementView};
use guild_primitives::{
	api::{ConsortiumApi, ReputationApi, TrainingApi},
	AgreementId, MemberId, RoundIndex, TaskId,
};
use guild_runtime::opaque::Block;
use jsonrpsee::{
	core::RpcResult,
	proc_macros::rpc,
	types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned},
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::{ops::Range, sync::Arc};

/// Most rounds that one answer to `guild_payouts` looks at: each may have 128 lines.
pub const MAX_PAYOUTS: u32 = 50;

/// What auditors, members and dashboards ask about trust and money. All answers are of the best block, and name it.
#[rpc(server, namespace = "guild")]
pub trait Ledgers {
	/// How far a member is trusted; or without one, members from `from` on (default: the first), at most `limit`
	/// (default and most [`MAX_PAGE`](guild_primitives::limits::MAX_PAGE)).
	#[method(name = "reputation", blocking)]
	fn reputation(
		&self,
		member: Option<MemberId>,
		from: Option<MemberId>,
		limit: Option<u32>,
	) -> RpcResult<Reputations>;

	/// Agreements from number `from` (default 0), at most `limit` (default and most
	/// [`MAX_PAGE`](guild_primitives::limits::MAX_PAGE)).
	#[method(name = "agreements", blocking)]
	fn agreements(&self, from: Option<AgreementId>, limit: Option<u32>) -> RpcResult<Agreements>;

	/// An agreement, by its number, or the one of a task that runs: either of the two.
	#[method(name = "agreement", blocking)]
	fn agreement(&self, agreement: Option<AgreementId>, task: Option<TaskId>) -> RpcResult<Agreement>;

	/// What rounds paid: of an agreement, or of all of them; to all parties, or to a member. Looks at `limit` rounds at most
	/// (default and most [`MAX_PAYOUTS`]), and says where to go on.
	#[method(name = "payouts", blocking)]
	fn payouts(
		&self,
		agreement: Option<AgreementId>,
		member: Option<MemberId>,
		from: Option<PayoutsFrom>,
		limit: Option<u32>,
	) -> RpcResult<Payouts>;
}

/// Answers [`LedgersServer`] from the runtime APIs of `C`.
pub struct Ledgers<C>(pub Arc<C>);

impl<C> Ledgers<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	C::Api: AgreementApi<Block> + TrainingApi<Block>,
{
	fn view(&self, at: &At, id: AgreementId) -> RpcResult<AgreementView> {
		let found = self.0.runtime_api().agreement(at.hash, id).map_err(unavailable)?;
		found.ok_or_else(|| unknown(at, format!("there is no agreement {id}"), "list them with guild_agreements"))
	}

	/// The rounds of its task that the agreement may have paid.
	fn rounds(&self, at: &At, agreement: &AgreementView) -> RpcResult<Range<RoundIndex>> {
		let task = self.0.runtime_api().task(at.hash, agreement.task).map_err(unavailable)?;
		Ok(rounds(agreement, task.map_or(0, |task| task.current_round)))
	}
}

impl<C> LedgersServer for Ledgers<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	C::Api: AgreementApi<Block> + TrainingApi<Block> + ConsortiumApi<Block> + ReputationApi<Block>,
{
	fn reputation(
		&self,
		member: Option<MemberId>,
		from: Option<MemberId>,
		limit: Option<u32>,
	) -> RpcResult<Reputations> {
		let at = best(&*self.0);
		let api = self.0.runtime_api();
		let (asked, next) = match member {
			Some(member) => {
				let view = api.member(at.hash, member).map_err(unavailable)?;
				(vec![(member, view.map(|view| view.name))], None)
			}
			None => {
				// Ascending.
				let all = api.members(at.hash).map_err(unavailable)?;
				let mut rest = all.into_iter().filter(|view| from.is_none_or(|from| view.id >= from));
				let page: Vec<_> = rest.by_ref().take(limited(limit)).map(|view| (view.id, Some(view.name))).collect();
				(page, rest.next().map(|view| view.id))
			}
		};
		let mut members = Vec::with_capacity(asked.len());
		for (member, name) in asked {
			let reputation = api.reputation(at.hash, member).map_err(unavailable)?;
			members.push(MemberReputation { member, name, reputation });
		}
		Ok(Reputations { at, members, next })
	}

	fn agreements(&self, from: Option<AgreementId>, limit: Option<u32>) -> RpcResult<Agreements> {
		let at = best(&*self.0);
		let limit = limited(limit);
		let agreements =
			self.0.runtime_api().agreements(at.hash, from.unwrap_or(0), limit as u32).map_err(unavailable)?;
		// They are numbered without gaps.
		let next = agreements.last().filter(|_| agreements.len() >= limit).map(|last| last.id.saturating_add(1));
		Ok(Agreements { at, agreements, next })
	}

	fn agreement(&self, agreement: Option<AgreementId>, task: Option<TaskId>) -> RpcResult<Agreement> {
		let at = best(&*self.0);
		let api = self.0.runtime_api();
		let id = match (agreement, task) {
			(Some(id), None) => id,
			(None, Some(task)) => {
				let running = api.agreement_of(at.hash, task).map_err(unavailable)?;
				running.ok_or_else(|| {
					let next = "those that are over are in the list of guild_agreements";
					unknown(&at, format!("no agreement about task {task} runs"), next)
				})?
			}
			_ => {
				let next = "give one of `agreement` and `task`, and null for the other";
				return Err(ErrorObjectOwned::owned(
					INVALID_PARAMS_CODE,
					"an agreement is asked for by its number, or by its task",
					Some(serde_json::json!({ "at": at, "next": next })),
				));
			}
		};
		let agreement = self.view(&at, id)?;
		let survey = api.survey(at.hash, id).map_err(unavailable)?;
		let (text, words) = (text::write(&agreement.terms), text::words(&agreement.terms));
		Ok(Agreement { at, agreement, text, words, survey })
	}

	fn payouts(
		&self,
		agreement: Option<AgreementId>,
		member: Option<MemberId>,
		from: Option<PayoutsFrom>,
		limit: Option<u32>,
	) -> RpcResult<Payouts> {
		let at = best(&*self.0);
		let api = self.0.runtime_api();
		let from = from.unwrap_or(PayoutsFrom { agreement: agreement.unwrap_or(0), round: 0 });
		let limit = limit.unwrap_or(MAX_PAYOUTS).clamp(1, MAX_PAYOUTS);
		let views = match agreement {
			Some(id) => vec![self.view(&at, id)?],
			None => api.agreements(at.hash, from.agreement, MAX_PAYOUTS).map_err(unavailable)?,
		};
		// Whether there may be agreements after these.
		let after = views.last().filter(|_| agreement.is_none() && views.len() >= MAX_PAYOUTS as usize);
		let after = after.map(|view| PayoutsFrom { agreement: view.id.saturating_add(1), round: 0 });
		let mut all = Vec::with_capacity(views.len());
		for view in &views {
			let mut rounds = self.rounds(&at, view)?;
			if view.id == from.agreement {
				rounds.start = rounds.start.max(from.round);
			}
			all.push(Stretch { agreement: view.id, task: view.task, rounds });
		}
		let (looked_at, next) = page(all, limit);
		let mut payouts = Vec::new();
		for Stretch { agreement, task, rounds } in looked_at {
			let paid = api.payouts(at.hash, task, rounds.start, rounds.end - rounds.start).map_err(unavailable)?;
			// A task may have had other agreements before.
			let of_this = paid.into_iter().filter(|(_, payout)| payout.agreement == agreement);
			payouts.extend(of_this.filter_map(|(round, payout)| Payout::new(round, payout, member.as_ref())));
		}
		Ok(Payouts { at, payouts, next: next.or(after) })
	}
}

/// Rounds that an agreement may have paid.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Stretch {
	agreement: AgreementId,
	task: TaskId,
	rounds: Range<RoundIndex>,
}

/// The first `limit` rounds of all these, and where those that are left begin.
fn page(all: Vec<Stretch>, limit: u32) -> (Vec<Stretch>, Option<PayoutsFrom>) {
	let (mut left, mut page) = (limit, Vec::new());
	for Stretch { agreement, task, rounds } in all {
		if rounds.is_empty() {
			continue;
		}
		let end = rounds.end.min(rounds.start.saturating_add(left));
		left -= end - rounds.start;
		if end > rounds.start {
			page.push(Stretch { agreement, task, rounds: rounds.start..end });
		}
		if end < rounds.end {
			return (page, Some(PayoutsFrom { agreement, round: end }));
		}
	}
	(page, None)
}

/// The rounds before its end that an agreement may have paid, of a task whose round `current` is open or next.
fn rounds(agreement: &AgreementView, current: RoundIndex) -> Range<RoundIndex> {
	let end = agreement.ends_before.unwrap_or(RoundIndex::MAX).min(current.saturating_add(1));
	agreement.terms.term.first_round..end
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_agreement::{Rates, Status};

	#[test]
	fn only_rounds_of_the_term_that_were_opened_can_have_paid() {
		let text = "agreement \"a\"\nbudget 10 per round\nshare = 1\nfrom round 3\n";
		let mut agreement = AgreementView {
			id: 0,
			task: 0,
			terms: text::parse(text).unwrap(),
			status: Status::Running,
			is_over: false,
			rates: Rates::FULL,
			created_at: 0,
			ends_before: None,
			settled_rounds: 0,
			escrow: 0,
			funded: 0,
			penalised: 0,
			paid: 0,
			returned: 0,
			funders: Vec::new(),
			parties: Vec::new(),
		};
		assert_eq!(rounds(&agreement, 9), 3..10);
		assert!(rounds(&agreement, 1).is_empty());
		agreement.ends_before = Some(6);
		assert_eq!(rounds(&agreement, 9), 3..6);
		assert_eq!(rounds(&agreement, 4), 3..5);
	}

	#[test]
	fn pages_of_any_size_look_at_every_round_once() {
		let stretch = |agreement, rounds| Stretch { agreement, task: agreement / 2, rounds };
		let all = [stretch(0, 0..7), stretch(1, 5..5), stretch(2, 3..4), stretch(3, 0..20)];
		let wanted: Vec<_> =
			all.iter().flat_map(|one| one.rounds.clone().map(|round| (one.agreement, round))).collect();
		for limit in 1..30 {
			let (mut from, mut seen) = (PayoutsFrom { agreement: 0, round: 0 }, Vec::new());
			loop {
				let rest = all.iter().filter(|one| one.agreement >= from.agreement).cloned().map(|mut one| {
					if one.agreement == from.agreement {
						one.rounds.start = one.rounds.start.max(from.round);
					}
					one
				});
				let (page, next) = page(rest.collect(), limit);
				let looked: Vec<_> =
					page.iter().flat_map(|one| one.rounds.clone().map(|round| (one.agreement, round))).collect();
				assert!(!looked.is_empty() && looked.len() <= limit as usize, "{limit}");
				seen.extend(looked);
				match next {
					Some(next) => from = next,
					None => break,
				}
			}
			assert_eq!(seen, wanted, "{limit}");
		}
	}
}
