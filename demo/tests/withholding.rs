//! All members but one withhold, through real processes: they keep updates from it, so that it could not prove their result false,
//! and give nobody the list behind their result. One round of a task that excludes, one of a task that publishes.
#![cfg(feature = "attacks")]

#[allow(dead_code)] // Each file of tests uses a part of it.
mod common;

use common::{
	money::{money, Money},
	train_as, Running, NAMES,
};
use guild_demo::{
	consortium::{text, Member},
	prepare::Changes,
};
use guild_primitives::{
	decide, Fault, Lineage, MemberId, Outcome, PleaView, PublicationView, Root, RoundView, TaskId, Withheld,
};
use std::collections::{BTreeMap, BTreeSet};

const FIFTH: &str = "Fifth";
/// Place of the honest member.
const HONEST: usize = 3;
/// Smallest units in one.
const UNIT: u128 = 1_000_000_000_000;
/// What each update that is named missing holds, and an attestation.
const MISSING_BOND: u128 = UNIT;
const ATTEST_DEPOSIT: u128 = 100 * UNIT;

/// They keep two updates from the honest member, which strikes them by its vote, and give nobody the list of their false result,
/// against which it pleads.
#[test]
fn what_is_kept_from_the_honest_member_is_out_and_a_result_whose_list_nobody_shows_falls() {
	let least = Changes { rounds: Some(2), min_participants: Some(2), ..Changes::default() };
	let colluders = Colluders::train(&least, Some(FIFTH), "collude-withheld");
	let seen = colluders.watch(Withheld::Exclude);
	let kept = seen.kept(colluders.honest());

	// Neither what was kept nor the striker's own update is included.
	let expected = seen.electorate.iter().filter(|member| !kept.contains(member) && **member != colluders.honest());
	assert_eq!(included(&seen.lineage), expected.copied().collect::<Vec<_>>());
	// Two bonds: the own update pays for one strike, the other's is burnt; the plea's came back, since nobody answered it.
	assert_eq!(colluders.paid_by_the_honest_one(), MISSING_BOND);

	let plea = seen.plea.expect("the honest member has pleaded");
	assert_eq!((plea.pleader, plea.answered_at), (colluders.honest(), None));
	let fault = colluders.are_marked(&seen);
	assert_eq!(fault, Fault::WithheldList);
	colluders.is_shown(&seen, "its list is withheld");
}

/// They keep two updates from the honest member, which says so; then they show them on the chain, since else they would be out.
/// It reads them there, and proves the lie about them.
#[test]
fn what_is_kept_from_the_honest_member_comes_on_the_chain_part_by_part_and_the_lie_about_it_is_proven() {
	let publishing = Changes { rounds: Some(2), edit: Some(publish_two_parts), ..Changes::default() };
	let colluders = Colluders::train(&publishing, None, "collude");
	let seen = colluders.watch(Withheld::Publish);
	let kept = seen.kept(colluders.honest());

	let publication = seen.publication.as_ref().expect("the round had a Publication");
	assert_eq!(publication.updates.iter().map(|update| update.member).collect::<Vec<_>>(), kept);
	for update in &publication.updates {
		let blocks = update.blocks().expect("every part is on the chain");
		assert_eq!(blocks.len() as u32, decide::parts(seen.task_dim));
		assert_eq!(blocks.len(), 2);
		assert!(colluders.honest_one_has_read(&update.update_root, update.member), "it reads what nobody gives it");
	}
	assert_eq!(included(&seen.lineage), seen.electorate);
	// Two bonds for two updates that are on the chain.
	assert_eq!(colluders.paid_by_the_honest_one(), 2 * MISSING_BOND);

	let fault = colluders.are_marked(&seen);
	assert!(matches!(fault, Fault::AggregateStep { .. }), "{fault:?}");
	colluders.is_shown(&seen, "wrong aggregate in span");
}

/// A model whose updates are published in two parts, and little training for it.
fn publish_two_parts(task: &mut toml::Table) {
	task.insert("withheld".into(), "publish".into());
	task.insert("updates_public".into(), true.into());
	let model = task.get_mut("model").and_then(toml::Value::as_table_mut).expect("a task has a model");
	model.insert("hidden".into(), toml::Value::Array(vec![18_100.into()]));
	let training = task.get_mut("training").and_then(toml::Value::as_table_mut).expect("a task has a training");
	training.insert("steps".into(), 2.into());
}

/// Who is included, in the order of the electorate.
fn included(lineage: &Lineage) -> Vec<MemberId> {
	lineage.inputs.included.iter().map(|update| update.member).collect()
}

/// Members of whom all but one collude against it, and what their owners had before the first round.
struct Colluders {
	running: Running,
	before: BTreeMap<MemberId, Money>,
}

/// What was seen of the round while it was open, and its record.
struct Seen {
	electorate: Vec<MemberId>,
	/// What each voted: held and missing.
	votes: BTreeMap<MemberId, (u128, u128)>,
	plea: Option<PleaView>,
	publication: Option<PublicationView>,
	/// The round after its end.
	ended: RoundView,
	lineage: Lineage,
	task_dim: u32,
}

impl Colluders {
	fn train(changes: &Changes, fifth: Option<&str>, attack: &str) -> Self {
		let arguments = |name: &str| match name == NAMES[HONEST] {
			true => Vec::new(),
			false => ["--attack", attack, "--keep-from", NAMES[HONEST]].map(String::from).to_vec(),
		};
		let running = train_as(changes, fifth, arguments);
		let members = &running.consortium.members;
		let before = members.iter().map(|member| (member.id, money(&member.rpc, member.id))).collect();
		Self { running, before }
	}

	fn members(&self) -> &[Member] {
		&self.running.consortium.members
	}

	fn honest(&self) -> MemberId {
		self.members()[HONEST].id
	}

	fn task(&self) -> TaskId {
		self.running.task
	}

	/// Follows round 0 to its end, at the honest member's node.
	fn watch(&self, withheld: Withheld) -> Seen {
		let (mut electorate, mut votes, mut plea, mut publication) = (Vec::new(), BTreeMap::new(), None, None);
		self.running.wait(HONEST, "the next round opens", |task, round| {
			assert_eq!(task.spec.withheld, withheld);
			if round.id.index > 0 {
				return true;
			}
			for one in &round.members {
				votes.extend(one.held.zip(one.missing).map(|vote| (one.member, vote)));
			}
			// What is said of an ended round has none of this.
			if round.phase.is_some() {
				electorate.clone_from(&round.electorate);
				publication = round.publication.clone().or(publication.take());
				plea = round.plea.or(plea);
			}
			false
		});
		let rpc = &self.members()[HONEST].rpc;
		let ended = rpc.round(self.task(), Some(0)).expect("the round is known");
		assert_eq!(ended.outcome, Some(Outcome::Final));
		let task = rpc.task(self.task()).expect("the task is known");
		let lineage = rpc.provenance(task.model_root).expect("the model has a history").remove(0);
		Seen { electorate, votes, plea, publication, ended, lineage, task_dim: task.spec.dim }
	}

	/// What the honest member's owner has less than before.
	fn paid_by_the_honest_one(&self) -> u128 {
		let before = self.before[&self.honest()];
		before.total() - money(&self.members()[HONEST].rpc, self.honest()).total()
	}

	/// Whether the honest member's worker holds an update, and says that it has it from the blocks.
	fn honest_one_has_read(&self, root: &Root, owner: MemberId) -> bool {
		let honest = &self.members()[HONEST];
		let line = format!("update {} of member {owner} read from the chain", root.short());
		honest.base_path.join("worker").join("blobs").join(root.to_string()).is_file()
			&& honest.process.log_text().contains(&line)
	}

	/// One fault is on record: theirs, by the honest member, which alone has attested what became final. Their deposits are held
	/// until they are slashed. What the fault is.
	fn are_marked(&self, seen: &Seen) -> Fault {
		let liars: BTreeSet<MemberId> = self.before.keys().copied().filter(|id| *id != self.honest()).collect();
		assert_eq!(seen.lineage.attesters.to_vec(), [self.honest()], "nobody else tells the truth");
		let [fault] = seen.ended.faults.as_slice() else { panic!("one fault, and not {:?}", seen.ended.faults) };
		assert_eq!(fault.challenger, self.honest());
		assert_ne!(fault.result_hash, seen.lineage.result_hash);
		assert_eq!(fault.guilty.iter().copied().collect::<BTreeSet<_>>(), liars);
		let rpc = &self.members()[HONEST].rpc;
		let trusted = rpc.reputation(self.honest()).expect("it has a reputation").score;
		for liar in liars {
			assert!(money(rpc, liar).reserved >= ATTEST_DEPOSIT, "{liar} has its deposit back");
			assert!(rpc.reputation(liar).expect("it has a reputation").score < trusted);
		}
		fault.fault
	}

	/// The commands show it: the round with its fault, and what each included update did, from the honest member's own store.
	fn is_shown(&self, seen: &Seen, fault: &str) {
		let honest = &self.members()[HONEST];
		let task = self.task().to_string();
		let of_round = ["--task", &task, "--round", "0", "--url", honest.rpc.url()];
		let guild = self.running.consortium.guild();
		let shown = guild.run(&[&["round", "show"], &of_round[..]].concat()).expect("the round is shown");
		let line = shown.lines().find(|line| line.contains(fault)).unwrap_or_else(|| panic!("{shown}"));
		assert!(line.contains(&format!("{} proved", NAMES[HONEST])) && line.contains(NAMES[0]), "{line}");

		let base_path = text(&honest.base_path);
		let words = [&["round", "influence", "--base-path", &base_path], &of_round[..]].concat();
		eprintln!("{}", guild.run(&words).expect("the updates are in its store"));
		let influence: serde_json::Value = guild.json(&words).expect("the updates are in its store");
		let list = |key: &str| influence[key].as_array().unwrap_or_else(|| panic!("{key} in {influence}")).clone();
		let ids: Vec<String> = included(&seen.lineage).iter().map(ToString::to_string).collect();
		assert_eq!(list("members"), ids);
		let parts: f64 = list("shapley").iter().filter_map(serde_json::Value::as_f64).sum();
		assert!((parts - 1.0).abs() < 1e-9, "{influence}");
		assert_eq!(list("leave_one_out").len(), ids.len());
	}
}

impl Seen {
	/// Whose updates were kept from the honest member, ascending. Its vote says so, and that of no other.
	fn kept(&self, honest: MemberId) -> Vec<MemberId> {
		let others = self.electorate.iter().copied().filter(|member| *member != honest);
		let kept: Vec<MemberId> = others.take(2).collect();
		assert_eq!(kept.len(), 2);
		let bit = |member: &MemberId| self.electorate.iter().position(|other| other == member).map_or(0, |at| 1 << at);
		let all: u128 = self.electorate.iter().map(bit).sum();
		let missing: u128 = kept.iter().map(bit).sum();
		for member in &self.electorate {
			let expected = if *member == honest { (all - missing, missing) } else { (all, 0) };
			assert_eq!(self.votes.get(member), Some(&expected), "the vote of {member}");
		}
		kept
	}
}
