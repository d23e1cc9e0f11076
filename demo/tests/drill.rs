//! The governance drill: a consortium of real processes admits a fifth member, has it leave again, changes by vote what is paid and
//! what absence costs, refuses a removal that would stall finality, and replaces the runtime under a round that goes on.
//!
//! `scripts/drill` runs it: it builds `guild-next` as well, the node with the runtime that is upgraded to
//! (`runtime/src/migrations.rs`). It tells what it does as it goes.

#[allow(dead_code)] // Each file of tests uses a part of it.
mod common;

use common::{guild, root, train_for, Running, NAMES};
use guild_demo::{
	agreement::{self, Plan},
	command::Guild,
	consortium::text,
	council::Council,
	pay::PayoutAnswer,
	stop::Stop,
};
use guild_primitives::{AgreementId, MemberId, Outcome, Phase, RoundIndex};
use std::{
	path::Path,
	time::{Duration, Instant},
};

/// More than the drill lasts.
const ROUNDS: u32 = 200;
/// Smallest units in one.
const UNIT: u128 = 1_000_000_000_000;
/// What `examples/agreements/default.txt` pays for a round, and takes for a missed commitment.
const BUDGET: u128 = 1_000 * UNIT;
const MISSED_COMMIT: u128 = UNIT;
/// Of a session, once the council has shortened it, and of the window in which a validator that lives makes a block.
const SESSION: u32 = 30;
const LIVE_WINDOW: u32 = 2 * SESSION;
/// For a change that two sessions bring: four minutes, on a machine that makes blocks at half of their speed.
const SESSIONS_PATIENCE: Duration = Duration::from_secs(240);

/// Where the state has the accounts of the validators: `twox128("Session")`, `twox128("Validators")`.
const VALIDATORS: &str = "0xcec5070d609dd3497f72bde07fc96ba088dcde934c658227ee1dfafcd6e16903";
/// Where it has an authorised upgrade: `twox128("Consortium")`, `twox128("Upgrade")`.
const UPGRADE: &str = "0x5bb421b7c3d48cbf791b03e020c9ea0d82ee77b80d303881dd76a679995fd15d";

#[test]
#[ignore = "takes a quarter of an hour and a second build of the node: scripts/drill"]
fn a_consortium_is_governed_while_it_trains() {
	let mut drill = Drill::begin();
	drill.shorten_sessions();
	drill.admit_a_fifth();
	drill.remove_the_fifth();
	drill.change_what_is_paid_and_what_absence_costs();
}

#[test]
#[ignore = "takes minutes and a second build of the node: scripts/drill"]
fn the_runtime_is_replaced_under_a_round_that_goes_on() {
	let mut drill = Drill::begin();
	// A parameter that was voted for, to see it again afterwards.
	drill.shorten_sessions();
	drill.upgrade_in_mid_round();
}

struct Drill {
	running: Running,
	agreement: AgreementId,
	/// The program whose commands are used: the next one, once the chain runs the next runtime.
	guild: Guild,
	next: Guild,
	stop: Stop,
	begun: Instant,
}

impl Drill {
	fn begin() -> Self {
		let begun = Instant::now();
		let next = guild().program().with_file_name("guild-next");
		assert!(next.exists(), "there is no {}; `scripts/drill` builds it", next.display());
		let running = train_for(Some(ROUNDS), None, &[]);
		let stop = Stop::default();
		let terms = root().join("examples").join("agreements").join("default.txt");
		let plan = Plan::of(&terms, 40, NAMES.len()).expect("the agreement is understood");
		let council = running.consortium.council().expect("there are members");
		let agreement = agreement::conclude(&council, running.task, &plan, &stop).expect("all agree on the pay");
		let drill = Self { running, agreement, guild: guild(), next: Guild::at(&next), stop, begun };
		drill.tell("four members train, and are paid by the default agreement");
		drill
	}

	fn tell(&self, what: &str) {
		let seconds = self.begun.elapsed().as_secs();
		eprintln!("[{:>2}:{:02}] {what}", seconds / 60, seconds % 60);
	}

	/// The owners of the first four, who sign at the first member's node with the commands that the chain understands.
	fn council(&self) -> Council {
		let members = &self.running.consortium.members;
		let keys = members.iter().take(NAMES.len()).map(|member| member.keys.clone()).collect();
		Council::new(&self.guild, members[0].rpc.url(), keys)
	}

	/// One proposes, as many vote for it as it takes, and it is carried out.
	fn decide(&self, propose: &[&str]) {
		self.tell(&format!("the council decides: guild {}", propose.join(" ")));
		self.council().decide(propose, &self.stop).expect("the council's motion is carried out");
	}

	/// A command of the member at a place, signed by its owner and sent to the first member's node.
	fn signed(&self, at: usize, words: &[&str]) -> std::process::Output {
		let members = &self.running.consortium.members;
		let keys = text(&members[at].keys);
		let by = ["--no-wait", "--url", members[0].rpc.url(), "--keys", &keys];
		self.guild.output(&[words, &by].concat()).expect("the program starts")
	}

	fn until(&self, what: &str, patience: Duration, mut holds: impl FnMut(&Self) -> bool) {
		let started = Instant::now();
		while !holds(self) {
			assert!(started.elapsed() < patience, "{what}: did not come about in {} s", patience.as_secs());
			std::thread::sleep(Duration::from_millis(200));
		}
		self.tell(what);
	}

	fn is_validator(&self, member: MemberId) -> bool {
		let stored = self.running.consortium.members[0].rpc.storage(VALIDATORS).expect("the node answers");
		stored.is_some_and(|accounts| accounts.contains(&hex::encode(member.0)))
	}

	fn shorten_sessions(&mut self) {
		self.decide(&["gov", "params", "propose", "delays.session", "1m"]);
	}

	/// Admits a company; it syncs, its keys enter the validator set, and its updates the model.
	fn admit_a_fifth(&mut self) {
		let plan = self.running.newcomer("R80799", NAMES[0]);
		let applicant = self.running.consortium.applicant(&plan).expect("the applicant makes its keys");
		let (entry, proofs) = (text(&applicant.entry), text(&applicant.proofs));
		let fifth = applicant.member.id;
		self.decide(&["gov", "propose", "admit", "--entry", &entry, "--proofs", &proofs]);
		self.running.consortium.members.push(applicant.member);
		let at = NAMES.len();
		let paid = self.signed(0, &["member", "pay", "--member", "R80799", "--amount", "2000"]);
		assert!(paid.status.success(), "{}", String::from_utf8_lossy(&paid.stderr));
		let keyed = self.signed(at, &["member", "set-session-keys"]);
		assert!(keyed.status.success(), "{}", String::from_utf8_lossy(&keyed.stderr));

		let finalised = self.running.consortium.members[0].rpc.finalised().expect("the first node answers");
		self.running.consortium.start().expect("the fifth node starts");
		self.running.consortium.wait_for_finality(finalised, &self.stop).expect("the fifth node catches up");
		self.tell("the fifth node has what the others have finalised");
		self.until("an update of the fifth member is in a final round", SESSIONS_PATIENCE, |drill| {
			drill.lineage().iter().any(|record| record.inputs.included.iter().any(|update| update.member == fifth))
		});
		self.until("the fifth member is in the validator set", SESSIONS_PATIENCE, |drill| drill.is_validator(fifth));
	}

	/// Removes it again: it has no vote in the pool, no peers, and after two sessions no place in the set.
	fn remove_the_fifth(&mut self) {
		let at = NAMES.len();
		let fifth = self.running.consortium.members[at].id;
		self.decide(&["gov", "propose", "remove", "--member", "R80799"]);
		self.until("the fifth is no member any more", SESSIONS_PATIENCE, |drill| {
			let members = drill.running.consortium.members[0].rpc.members().expect("the node answers");
			members.iter().all(|member| member.id != fifth)
		});
		let about = self.agreement.to_string();
		let refused = self.signed(at, &["agreement", "release", "--agreement", &about, "--member", NAMES[0]]);
		assert!(!refused.status.success(), "who is no member sends no transactions");
		let said = first_line(&refused.stderr);
		assert!(said.contains("no member's"), "{said}");
		self.tell(&format!("the pool refuses what it signs: {said}"));
		self.until("the fifth is out of the validator set", SESSIONS_PATIENCE, |drill| !drill.is_validator(fifth));
		self.until("nobody talks to its node any more", SESSIONS_PATIENCE, |drill| {
			drill.running.consortium.members[at].rpc.peers().is_ok_and(|peers| peers == 0)
		});
		self.running.consortium.members.pop();
		self.running.wait_for_final(0, 1);
	}

	/// A member is away: it pays for it, by the agreement, and then by what the council has made of it; and while it is away, no
	/// other may be removed.
	fn change_what_is_paid_and_what_absence_costs(&mut self) {
		let away = NAMES.len() - 1;
		let id = self.running.consortium.members[away].id;
		self.running.consortium.members[away].process.kill();
		let killed_at = self.running.consortium.members[0].rpc.best().expect("the first node answers");
		self.tell(&format!("{} is killed", NAMES[away]));

		let missed = |payout: &PayoutAnswer, penalty| {
			payout.payout.lines.iter().any(|line| line.member == id && line.penalty == penalty)
		};
		let before = self.payout("a payout takes the agreed penalty from it", 0, |one| missed(one, MISSED_COMMIT));
		assert!(before.payout.paid > BUDGET * 99 / 100, "{} of {BUDGET} were paid", before.payout.paid);

		self.decide(&["gov", "params", "propose", "rewards.paid", "40%"]);
		self.decide(&["gov", "params", "propose", "penalties.charged", "50%"]);
		// The next one: what was open when the council decided is settled by what holds when it is settled.
		let next = self.last_payout() + 1;
		let after = self.payout("the next payout pays 40 %, and takes half of the penalty", next, |_| true);
		assert!(missed(&after, MISSED_COMMIT / 2), "{:?}", after.payout);
		let most = BUDGET * 40 / 100;
		assert!(after.payout.paid <= most && after.payout.paid > most * 98 / 100, "{} were paid", after.payout.paid);

		self.until("it counts as dead", SESSIONS_PATIENCE, |drill| {
			drill.running.consortium.members[0].rpc.best().expect("the first node answers") > killed_at + LIVE_WINDOW
		});
		// Its node is down; the first three are two thirds.
		let stalls = self.council().decide(&["gov", "propose", "remove", "--member", NAMES[1]], &self.stop);
		let refused = stalls.expect_err("three of three votes remove nobody whose leaving would stall finality");
		assert!(refused.what.contains("WouldStallFinality"), "{refused}");
		self.tell(&format!("the removal of {} is refused: {}", NAMES[1], refused.what));
		assert_eq!(self.running.consortium.members[0].rpc.members().expect("the node answers").len(), NAMES.len());

		let back = self.running.bring_back();
		self.tell(&format!("{} is back in round {back}", NAMES[away]));
		self.until("an update of it is in a final round again", SESSIONS_PATIENCE, |drill| {
			let since = |record: &&guild_primitives::Lineage| record.round.index >= back;
			let lineage = drill.lineage();
			let mut since = lineage.iter().filter(since);
			since.any(|record| record.inputs.included.iter().any(|update| update.member == id))
		});
	}

	/// Replaces the runtime: authorised in the middle of a round, applied between two; half of the nodes are of the next version
	/// before, and half stay what they were.
	fn upgrade_in_mid_round(&mut self) {
		for at in [2, 3] {
			let member = &mut self.running.consortium.members[at];
			member.process.kill();
			member.process.replace_program(self.next.program());
			self.running.bring_back();
			self.tell(&format!("the node of {} is of the next version", NAMES[at]));
		}
		let code = self.next_runtime();
		let round = self.running.wait(0, "a round is in the middle", |_, round| round.phase == Some(Phase::Commit)).id;
		self.decide(&["gov", "propose", "upgrade", "--code", &text(&code)]);
		assert!(self.stored(UPGRADE).is_some(), "the authorisation is in the state");
		self.until("the round ends as if nothing were", SESSIONS_PATIENCE, |drill| {
			let task = drill.running.consortium.members[0].rpc.task(round.task).expect("the task is known");
			task.model_round == Some(round.index)
		});
		assert_eq!(self.spec_versions(), [1; 4], "nothing is applied before somebody brings the code");
		self.until("a member brings the code, and it is applied", SESSIONS_PATIENCE, |drill| {
			let applied = drill.signed(1, &["gov", "apply", "--code", &text(&code), "--yes"]);
			if !applied.status.success() {
				drill.tell(&format!("not yet: {}", first_line(&applied.stderr)));
				std::thread::sleep(Duration::from_secs(2));
			}
			applied.status.success()
		});
		self.until("all four run the next runtime", SESSIONS_PATIENCE, |drill| drill.spec_versions() == [2; 4]);
		assert!(self.stored(UPGRADE).is_none(), "the migration has taken the used authorisation away");

		// An old tool does not sign what it might not understand; a new one does, and knows the changed parameter.
		let old = self.signed(0, &["member", "pay", "--member", NAMES[1], "--amount", "1"]);
		assert!(!old.status.success(), "the old tool signs for a runtime that it does not know");
		self.tell(&format!("the old tool says: {}", first_line(&old.stderr)));
		self.guild = self.next.clone();
		let url = self.running.consortium.members[0].rpc.url().to_owned();
		let listed: serde_json::Value =
			self.guild.json(&["gov", "params", "list", "--url", &url]).expect("the new tool reads the parameters");
		let of = |key: &str| {
			let all = listed["parameters"].as_array().expect("a list");
			all.iter().find(|one| one["key"] == key).expect("the parameter is there").clone()
		};
		assert_eq!(
			of("deposits.attestation")["value"].as_u64(),
			Some(90 * UNIT as u64),
			"the runtime's own value is new"
		);
		assert_eq!(of("delays.session")["voted"].as_u64(), Some(SESSION.into()), "what was voted for stays");

		self.running.wait_for_final(1, 2);
		self.no_round_was_lost(round.index);
		let last = self.lineage().first().expect("the model has a history").clone();
		assert_eq!(last.inputs.included.len(), NAMES.len(), "old and new nodes train together");
		self.tell("two rounds are final since, and none was lost");
		self.decide(&["gov", "params", "propose", "rewards.paid", "default"]);
	}

	fn no_round_was_lost(&self, first: RoundIndex) {
		let rpc = &self.running.consortium.members[0].rpc;
		let last = rpc.task(self.running.task).expect("the task is known").model_round.expect("a round is final");
		for index in first..=last {
			let round = rpc.round(self.running.task, Some(index)).expect("the round is known");
			assert_eq!(round.outcome, Some(Outcome::Final), "round {index}");
		}
	}

	/// The next runtime's code: what the state of a chain has that begins with it.
	fn next_runtime(&self) -> std::path::PathBuf {
		let spec = self.running.consortium.spec.clone();
		let home = spec.parent().expect("the spec is in a directory");
		let members = text(&home.join("members.toml"));
		let next = home.join("next.json");
		self.next.run(&["spec", "new", "--members", &members, "--out", &text(&next)]).expect("the next chain spec");
		let read = |path: &Path| -> serde_json::Value {
			serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("JSON")
		};
		let code = code_of(&read(&next));
		assert_ne!(code, code_of(&read(&spec)), "the next runtime is another");
		let file = home.join("next.wasm");
		std::fs::write(&file, code).expect("writable");
		file
	}

	fn stored(&self, key: &str) -> Option<String> {
		self.running.consortium.members[0].rpc.storage(key).expect("the first node answers")
	}

	fn spec_versions(&self) -> Vec<u64> {
		let members = &self.running.consortium.members;
		members.iter().map(|member| member.rpc.spec_version().expect("the node answers")).collect()
	}

	fn lineage(&self) -> Vec<guild_primitives::Lineage> {
		let rpc = &self.running.consortium.members[0].rpc;
		let task = rpc.task(self.running.task).expect("the task is known");
		rpc.provenance(task.model_root).expect("the model has a history")
	}

	fn payouts(&self) -> Vec<PayoutAnswer> {
		self.running.consortium.members[0].rpc.payouts(self.agreement).expect("the first node answers")
	}

	/// The newest round that paid, as yet.
	fn last_payout(&self) -> RoundIndex {
		self.payouts().iter().map(|payout| payout.round.index).max().unwrap_or(0)
	}

	/// The first payout from a round on that is as it should be, waited for.
	fn payout(&self, what: &str, from: RoundIndex, is: impl Fn(&PayoutAnswer) -> bool) -> PayoutAnswer {
		let find = |drill: &Self| drill.payouts().into_iter().find(|one| one.round.index >= from && is(one));
		self.until(what, SESSIONS_PATIENCE, |drill| find(drill).is_some());
		find(self).expect("it was just there")
	}
}

/// The first thing that a command said of what went wrong.
fn first_line(said: &[u8]) -> String {
	String::from_utf8_lossy(said).lines().next().unwrap_or("nothing").to_owned()
}

/// The runtime's code in a chain spec.
fn code_of(spec: &serde_json::Value) -> Vec<u8> {
	let genesis = &spec["genesis"];
	let raw = genesis["raw"]["top"]["0x3a636f6465"].as_str();
	let code = raw.or_else(|| genesis["runtimeGenesis"]["code"].as_str()).expect("a chain spec has code");
	hex::decode(code.trim_start_matches("0x")).expect("hexadecimal digits")
}
