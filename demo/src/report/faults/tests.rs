use super::*;
use crate::{
	record::AttackRecord,
	report::html::{page, tests::record},
	verdicts::tests::round,
};

/// A run in which three of four attested false results, which the fourth proved.
fn proven() -> Record {
	let mut record = record();
	let (rounds, members) = (record.rounds.clone(), record.members.clone());
	record.members = members.iter().cycle().take(4).cloned().collect();
	record.rounds = rounds.into_iter().map(|old| RoundRecord { members: old.members, ..round(old.index) }).collect();
	for (member, name) in record.members.iter_mut().zip(["A", "B", "C", "D"]) {
		(member.name, member.lies) = (name.into(), name != "D");
	}
	record.attack = Some(AttackRecord {
		members: ["A", "B", "C"].map(String::from).to_vec(),
		kind: "collude".into(),
		meaning: "attested in every round a result in which one number is wrong".into(),
		is_about_result: true,
	});
	record
}

fn unproven() -> Record {
	let mut record = proven();
	record.rounds.iter_mut().for_each(|round| round.faults.clear());
	record
}

#[test]
fn whose_updates_do_not_count_is_said() {
	let mut record = proven();
	let (free, out) = (record.pay.members[0].clone(), record.pay.members[1].clone());
	assert!(free.quarantined_since.is_none() && out.quarantined_since.is_some());
	record.pay.members = vec![out.clone(), out.clone(), out, free];
	let words = "he updates of A, B and C do not count for now, and the model learns from D alone.";
	assert!(lines(&record).unwrap().ends_with(&format!("\nT{words}\n")), "{:?}", lines(&record));
	assert!(page(&record).contains(words));
}

#[test]
fn the_page_tells_the_false_result_the_challenge_and_the_verdict() {
	let page = page(&proven());
	let false_result = format!("<code title=\"{}\">aaaaaaaa</code>", "aa".repeat(32));
	let true_result = format!("<code title=\"{}\">dddddddd</code>", "dd".repeat(32));
	for words in [
		"<h1>Four turbines, one model, and three of them lie</h1>".to_owned(),
		"A, B and C each attested in every round a result in which one number is wrong.".into(),
		"<dd>3 of 3</dd><dt>false results that fell on the chain</dt>".into(),
		"<h2>The false result, the challenge, the verdict</h2>".into(),
		format!(
			"In round 0 A, B and C attested the result {false_result}. From the same updates D attested {true_result}. Three of four are more than \
			 two thirds: had the count of votes decided, the false result would be the model now."
		),
		format!(
			"D sent the chain a proof against {false_result}: the combined update is wrong in its numbers 513 to 1,024 of 1,441 (span 1)."
		),
		format!(
			"In block 41 the chain computed these numbers itself, from the members' updates. {false_result} is false and void; A, B and C \
			 are guilty, and had no say in the rest of the round. Instead dddddddd of D became final in block 44."
		),
		format!(
			"<tr><td>2</td><td>41</td><td>{false_result}</td><td class=\"words\">A, B and C</td><td>D</td><td class=\"words\">the combined \
			 update is wrong in its numbers 513 to 1,024 of 1,441 (span 1)</td><td class=\"words\">dddddddd of D became final in block 44</td>"
		),
	] {
		assert!(page.contains(&words), "the page does not say: {words}");
	}
}

#[test]
fn a_result_that_fell_for_want_of_its_list_is_not_told_as_proven_false() {
	let mut record = proven();
	let fault = guild_primitives::FaultRecord {
		fault: guild_primitives::Fault::WithheldList,
		..crate::verdicts::tests::fault()
	};
	record.rounds[0].faults = vec![crate::verdicts::proven(&fault, &crate::verdicts::tests::names(), 1_441)];
	let page = page(&record);
	for words in [
		"D pleaded on the chain against <code",
		"the chain waited for the list, and nobody sent it in time. <code",
		"</code> is void;",
	] {
		assert!(page.contains(words), "the page does not say: {words}");
	}
}

#[test]
fn the_terminal_says_it_in_a_line_a_fault() {
	let text = lines(&proven()).unwrap();
	assert_eq!(
		text.lines().collect::<Vec<_>>()[..2],
		[
			"results that fell on the chain",
			"round 0, block 41: aaaaaaaa of A, B and C, challenged by D: the combined update is wrong in its numbers 513 to 1,024 of 1,441 \
			 (span 1). Instead dddddddd of D became final in block 44"
		]
	);
	assert_eq!(text.lines().filter(|line| line.starts_with("round ")).count(), 3);
}

#[test]
fn a_run_without_a_fault_says_so_where_one_was_due_and_nothing_elsewhere() {
	assert_eq!(lines(&unproven()).unwrap(), "results that fell on the chain: none\n");
	assert!(page(&unproven()).contains("Nothing: the chain has recorded no fault."));
	assert!(page(&unproven()).contains("<dd>0 of 3</dd><dt>false results that fell on the chain</dt>"));
	assert_eq!(lines(&record()), None);
	assert!(!page(&record()).contains("verdict</h2>"));
}

#[test]
fn a_round_that_failed_is_told_as_failed() {
	let mut record = proven();
	let last = record.rounds.last_mut().unwrap();
	(last.result_hash, last.failed) = (None, Some("NoAttestation".into()));
	assert!(lines(&record).unwrap().contains("Instead the round failed: NoAttestation"), "{:?}", lines(&record));
}

#[test]
fn several_liars_are_told_apart_by_colour_and_a_lone_one_is_red() {
	let mut record = proven();
	assert!(page(&record).contains("var(--member-1)\"></i>A (lies)"));
	record.members.iter_mut().skip(1).for_each(|member| member.lies = false);
	assert!(page(&record).contains("var(--lie)\"></i>A (lies)"));
}
