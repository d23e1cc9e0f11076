//! Agreements on example rounds.

use guild_agreement::{
	text::parse,
	trial::{try_out, Examples, ExamplesError, Trial},
	Clause, UNIT,
};

const HEAD: &str = "agreement \"a\"\nbudget 100 per round\n";

fn trial(rest: &str, rounds: &str) -> Result<Trial, ExamplesError> {
	let terms = parse(&format!("{HEAD}{rest}")).unwrap();
	try_out(&terms, &Examples::from_toml(rounds).unwrap())
}

fn refusal(read: Result<Examples, ExamplesError>) -> (String, String) {
	let error = read.unwrap_err();
	assert!(!error.next.is_empty());
	(error.what, error.place)
}

#[test]
fn shares_become_pay_and_penalties_come_from_the_deposit() {
	let rounds = "
[[round]]
index = 1
[[round.member]]
name = \"a\"
quality = 0.75
[[round.member]]
name = \"b\"
quality = 0.25
penalties = [\"wrong-attestation\"]
[[round.member]]
name = \"c\"
quality = 1
penalties = [\"proven-fault\", \"missed-commit\"]
[[round]]
index = 2
[[round.member]]
name = \"c\"
penalties = [\"missed-commit\"]
[[round]]
index = 3
[[round.member]]
name = \"a\"
";
	let terms =
		"share = quality\ndeposit 30\npenalty missed-commit 10\npenalty wrong-attestation 5\npenalty proven-fault 15\n\
		from round 1 until round 2";
	let trial = trial(terms, rounds).unwrap();
	let pays: Vec<_> = trial.rounds[0].members.iter().map(|pay| (pay.payout / UNIT, pay.penalty / UNIT)).collect();
	// Who was proven at fault is not paid, however good its update was.
	assert_eq!(pays, [(75, 0), (25, 5), (0, 25)]);
	assert_eq!(trial.rounds[0].members[2].penalties, [Clause::MissedCommit, Clause::ProvenFault]);
	assert_eq!((trial.rounds[0].paid, trial.rounds[0].stays), (100 * UNIT, 0));
	// Only 5 are left of its deposit, and nobody is paid.
	assert_eq!((trial.rounds[1].members[0].penalty, trial.rounds[1].stays), (5 * UNIT, 100 * UNIT));
	assert_eq!((trial.rounds[2].standing, trial.rounds[2].paid, trial.rounds[2].stays), ("over", 0, 0));
	let totals = trial.totals.iter().map(|total| [total.paid, total.penalties, total.deposit].map(|all| all / UNIT));
	assert_eq!(totals.collect::<Vec<_>>(), [[75, 0, 30], [25, 5, 25], [0, 30, 0]]);
}

#[test]
fn it_says_why_somebody_is_not_paid_and_where_a_share_is_cut() {
	let rounds = "
[[round]]
index = 4
at = 100
[[round.member]]
name = \"a\"
samples = 7
availability = 0.79
[[round.member]]
name = \"b\"
samples = 7
availability = 0.8
";
	let trial = trial("share = samples\nrequire availability >= 80%\nuntil block 100", rounds).unwrap();
	let [a, b] = &trial.rounds[0].members[..] else { panic!("two members") };
	assert_eq!(a.unpaid_because.as_deref(), Some("requires availability >= 0.8"));
	assert_eq!((b.unpaid_because.as_deref(), b.cut_from.map(|value| value.to_string())), (None, Some("7".into())));
	assert_eq!([a.payout, b.payout], [0, 100 * UNIT]);
}

#[test]
fn what_an_agreement_speaks_of_must_be_given() {
	let rounds = "[[round]]\nindex = 4\n[[round.member]]\nname = \"a\"\nquality = 1";
	let error = trial("share = quality * steps", rounds).unwrap_err();
	assert_eq!(
		(error.what.as_str(), error.place.as_str()),
		("`steps` is not given, and the agreement speaks of it", "round 4, a")
	);
	let party = format!("share = quality\nparty 0x{}", "01".repeat(32));
	assert!(trial(&party, rounds).unwrap_err().what.contains("`id` is missing"));
	let other = format!("{rounds}\nid = \"{}\"", "02".repeat(32));
	assert_eq!(trial(&party, &other).unwrap().rounds[0].members[0].unpaid_because.as_deref(), Some("not a party"));
}

#[test]
fn toml_and_csv_say_the_same() {
	let toml = "[[round]]
index = 4
at = 9
[[round.member]]
name = \"a, b\"
quality = 0.1
samples = 20000
penalties = [\"missed-commit\", \"proven-fault\"]
[[round.member]]
name = \"c\"
quality = \"0.3\"
[[round]]
index = 5
[[round.member]]
name = \"c\"
";
	let csv = "round,at,name,quality,samples,penalties
4,9,\"a, b\",0.1,20000,missed-commit proven-fault
4,9,c,0.3,,
5,,c,,,
";
	assert_eq!(Examples::from_csv(csv), Examples::from_toml(toml));
}

#[test]
fn bad_rounds_are_refused_with_their_place() {
	let toml = |text: &str| refusal(Examples::from_toml(text));
	assert_eq!(toml(""), ("no rounds".into(), String::new()));
	assert_eq!(toml("[[round]]\nindex = \"x\"").1, "line 2");
	let (what, place) = toml("[[round]]\nindex = 1\n[[round.member]]\nname = \"a\"\nqualty = 1");
	assert!(what.contains("qualty") && place == "line 3", "{what} {place}");
	let one = "[[round]]\nindex = 1\n[[round.member]]\nname = \"a\"\n";
	assert_eq!(toml(&format!("{one}quality = 1.5")), ("quality is 1.5".into(), "round 1, a".into()));
	assert_eq!(toml(&format!("{one}streak = -1")), ("streak is -1".into(), "round 1, a".into()));
	assert_eq!(toml(&format!("{one}[[round.member]]\nname = \"a\"")).0, "a member is in a round twice");
	let csv = |text: &str| refusal(Examples::from_csv(text));
	assert_eq!(csv("round,name,qualty\n"), ("unknown column `qualty`".into(), "line 1".into()));
	assert_eq!(csv("round,name\n1,a,b\n").1, "line 2");
	assert_eq!(csv("round,name\n,a\n"), ("a row without a round or a name".into(), "line 2".into()));
	assert_eq!(
		csv("round,name,quality\n1,a,much\n"),
		("quality is `much`: not a decimal number".into(), "line 2".into())
	);
	assert_eq!(csv("round,name,penalties\n1,a,lateness\n").0, "penalties is `lateness`: no such penalty");
}
