//! Texts: what they mean, and that terms survive them.

mod common;

use common::BARE;
use guild_agreement::{
	text::{formula, notes, parse, parse_bytes, words, write},
	Clause, Condition, Fact, Facts, Op, Parties, Penalties, Program, Relation, Term, Terms, DEFAULT_TEXT, I32F32,
	MAX_AMOUNT, UNIT,
};
use guild_primitives::{MemberId, Text};
use proptest::{collection::vec, option, prelude::*, sample::subsequence};

fn number(text: &str) -> I32F32 {
	text.parse().unwrap()
}

fn with_share(share: &str) -> Terms {
	parse(&format!("agreement \"a\"\nbudget 1 per round\nshare = {share}\n"))
		.unwrap_or_else(|error| panic!("{share}: {error}"))
}

fn rewritten(share: &str) -> String {
	formula(&with_share(share).program).unwrap()
}

#[test]
fn every_clause_is_read() {
	let text = "# A comment.
agreement \"Wind farm, equal split\"	# and another

budget 1_000.5 per round
share = 0.7 * quality
      + 30% * min(samples, 20_000) / 20000   # goes on in the next line
require availability >= 80%
require streak > 2
penalty missed-commit 5
penalty proven-fault 100
deposit 200
party 0x0202020202020202020202020202020202020202020202020202020202020202
party 0x0101010101010101010101010101010101010101010101010101010101010101
from round 1 until round 500
until block 90000
";
	let push = |text| Op::Push(number(text));
	let ops = vec![
		push("0.7"),
		Op::Load(Fact::Quality),
		Op::Mul,
		push("0.3"),
		Op::Load(Fact::Samples),
		push("20000"),
		Op::Min,
		Op::Mul,
		push("20000"),
		Op::Div,
		Op::Add,
	];
	let expected = Terms {
		title: Text::new("Wind farm, equal split").unwrap(),
		budget: 1_000 * UNIT + UNIT / 2,
		program: Program(ops.try_into().unwrap()),
		conditions: vec![
			Condition { fact: Fact::Availability, relation: Relation::AtLeast, value: number("0.8") },
			Condition { fact: Fact::Streak, relation: Relation::Above, value: number("2") },
		]
		.try_into()
		.unwrap(),
		deposit: 200 * UNIT,
		penalties: Penalties { missed_commit: 5 * UNIT, proven_fault: 100 * UNIT, ..Penalties::default() },
		parties: Parties::Named(vec![MemberId([1; 32]), MemberId([2; 32])].try_into().unwrap()),
		term: Term { first_round: 1, last_round: Some(500), last_block: Some(90_000) },
	};
	assert_eq!(parse(text), Ok(expected.clone()));
	assert_eq!(parse(&text.replace('\n', "\r\n")), Ok(expected.clone()));
	assert_eq!(
		write(&expected),
		"agreement \"Wind farm, equal split\"
budget 1000.5 per round
share = 0.7 * quality + 0.3 * min(samples, 20000) / 20000
require availability >= 0.8
require streak > 2
penalty missed-commit 5
penalty proven-fault 100
deposit 200
party 0x0101010101010101010101010101010101010101010101010101010101010101
party 0x0202020202020202020202020202020202020202020202020202020202020202
from round 1
until round 500
until block 90000
"
	);
}

#[test]
fn operators_bind_as_people_expect() {
	for share in [
		"quality - novelty - steps",
		"quality - (novelty - steps)",
		"quality / (novelty / steps) * 2",
		"(quality + novelty) * steps",
		"quality + novelty * steps",
		"not quality < 0.5 and novelty > 0.5 or steps == 1",
		"(quality < 0.5) < 0.5",
		"not not (quality or novelty)",
		"if quality < 0.5 and steps < 1 then 0 else if novelty then quality else 0.5",
		"(if quality then 1 else 0) * 0.5",
		"clamp(quality, -0.5, 1 - -2) + sqrt(samples)",
		"max(min(quality, novelty), steps)",
	] {
		assert_eq!(rewritten(share), share);
	}
	assert_eq!(rewritten("min(quality, novelty, steps)"), "min(min(quality, novelty), steps)");
	assert_eq!(rewritten("quality != 1"), "not quality == 1");
	assert_eq!(rewritten("quality = 1"), "quality == 1");
	assert_eq!(rewritten("-quality"), "0 - quality");
	assert_eq!(rewritten("((5%))"), "0.05");
	assert_eq!(rewritten("12.5%"), "0.125");
	let value = |share: &str| with_share(share).program.run(&Facts::default()).unwrap().value;
	assert_eq!(value("7 - 2 - 1 + 2 * 3 / 4"), number("5.5"));
	assert_eq!(value("if 2 > 1 then 10 else 20"), number("10"));
}

#[test]
fn words_say_all_that_terms_say() {
	let terms = parse(
		"agreement \"Wind farm\"
budget 1000 per round
share = 0.7 * quality + 0.3 * min(samples, 20000) / 20000
require availability >= 0.8
penalty missed-commit 5
penalty proven-fault 100
deposit 200
from round 1 until round 500",
	)
	.unwrap();
	let words = words(&terms);
	assert_eq!(
		words.lines().next().unwrap(),
		"“Wind farm” is an agreement with all members, also those who join later. It holds from round 1 to round 500, that \
		one included. Each final round pays 1000 together, in proportion to the shares of those who took part; what cannot \
		be divided exactly stays in escrow. A party's share is 0.7 times its quality, plus 0.3 times (the smaller of its \
		 samples and 20000) divided by 20000; below 0 it counts as 0, above 1 as 1. So that nobody earns by what it \
		reports of the others, each is paid as if it had praised them all, and what that leaves stays in escrow; but in a \
		task whose members tell bits it is not so, and who tells ill of others earns by it. A party is paid for a round only if its availability is at least 0.8. Each party deposits 200; from it are taken 5 for each final round to which it \
		committed no update and 100 for each fault that is proven against it, until it is used up."
	);
	let facts: Vec<&str> =
		words.lines().skip(1).filter_map(|line| line.strip_prefix("- ")?.split(':').next()).collect();
	assert_eq!(facts, ["quality", "samples", "availability"]);
	assert_eq!(notes(&terms).len(), 1);
	assert!(notes(&terms)[0].starts_with("Samples and steps are what a member declares"));
	assert!(notes(&with_share("influence")).iter().any(|note| note.starts_with("Influence is not worth")));
}

#[test]
fn the_default_says_nothing_that_a_member_only_declares() {
	let terms = parse(DEFAULT_TEXT).unwrap();
	for fact in [Fact::Samples, Fact::Steps, Fact::Influence] {
		assert!(!terms.program.0.contains(&Op::Load(fact)), "{fact:?}");
	}
	// Whoever sends the last aggregate again has no quality, and all the rest.
	let one = I32F32::ONE;
	let free_rider = Facts {
		quality: I32F32::ZERO,
		samples: I32F32::MAX,
		reputation: one,
		steps: one,
		availability: one,
		..Facts::default()
	};
	assert_eq!(terms.share(&free_rider), 0);
	let honest = Facts { quality: one, ..free_rider };
	assert_eq!(terms.share(&honest), one.to_share());
}

fn op() -> impl Strategy<Value = Op> {
	let limit = 1_000_000_000i64 << 32;
	let constant =
		prop_oneof![-limit..=limit, -3i64..3, Just(1 << 32)].prop_map(|bits| Op::Push(I32F32::from_bits(bits)));
	let fact = (0..Fact::ALL.len()).prop_map(|fact| Op::Load(Fact::ALL[fact]));
	prop_oneof![1 => constant, 1 => fact, 2 => (0..BARE.len()).prop_map(|op| BARE[op])]
}

/// Valid programs: operations that find their values, and then as many sums as leave one.
fn program() -> impl Strategy<Value = Program> {
	vec(op(), 1..40).prop_map(|ops| {
		let mut kept: Vec<Op> = Vec::new();
		let mut depth = 0u32;
		for op in ops {
			let left = depth.checked_sub(op.takes()).map(|left| left + 1);
			let meter: u32 = kept.iter().map(|op| op.meter()).sum();
			// There must be room for the sums that join what waits.
			if let Some(left) = left.filter(|left| {
				kept.len() as u32 + left < 32 && *left <= 16 && meter + op.meter() + left < guild_agreement::MAX_METER
			}) {
				kept.push(op);
				depth = left;
			}
		}
		if depth == 0 {
			kept.push(Op::Load(Fact::Quality));
			depth = 1;
		}
		kept.extend(std::iter::repeat_n(Op::Add, depth as usize - 1));
		Program(kept.try_into().unwrap())
	})
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
	let relation =
		prop_oneof![Just(Relation::AtLeast), Just(Relation::Above), Just(Relation::AtMost), Just(Relation::Below)];
	let value = 1i64..1 << 32;
	(subsequence(&Fact::ALL[..], 0..=8), vec((relation, value), 8)).prop_map(|(facts, bounds)| {
		let bounds = bounds.into_iter().map(|(relation, bits)| (relation, I32F32::from_bits(bits)));
		facts.into_iter().zip(bounds).map(|(fact, (relation, value))| Condition { fact, relation, value }).collect()
	})
}

fn terms() -> impl Strategy<Value = Terms> {
	let money = || prop_oneof![1..=MAX_AMOUNT, (1u128..1000).prop_map(|units| units * UNIT)];
	let penalties = vec(prop_oneof![Just(0), 1u128..UNIT], 4);
	let parties = vec(any::<[u8; 32]>(), 0..5);
	let term = (any::<u32>(), option::of(any::<u32>()), option::of(1u32..));
	("[a-zA-Z0-9 äüß中文é,.;:#'()%–_]{1,16}", money(), program(), conditions(), money(), penalties, parties, term)
		.prop_map(|(title, budget, program, conditions, deposit, amounts, parties, (first, last, block))| {
			let mut penalties = Penalties::default();
			for (clause, amount) in Clause::ALL.into_iter().zip(amounts) {
				penalties.set(clause, amount.min(deposit));
			}
			let mut parties: Vec<MemberId> = parties.into_iter().map(MemberId).collect();
			parties.sort();
			parties.dedup();
			Terms {
				title: Text::new(&title).unwrap(),
				budget,
				program,
				conditions: conditions.try_into().unwrap(),
				deposit,
				penalties,
				parties: if parties.is_empty() { Parties::All } else { Parties::Named(parties.try_into().unwrap()) },
				term: Term { first_round: first.min(last.unwrap_or(first)), last_round: last, last_block: block },
			}
		})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn terms_are_the_same_after_their_text(terms in terms()) {
		prop_assert_eq!(terms.validate(), Ok(()));
		let text = write(&terms);
		match parse(&text) {
			Ok(read) => prop_assert_eq!(&read, &terms),
			Err(error) => prop_assert!(false, "{} in\n{}", error, text),
		}
		prop_assert!(!words(&terms).is_empty());
	}

	#[test]
	fn any_bytes_are_read_or_refused_at_a_place_that_is_there(bytes in vec(any::<u8>(), 0..300)) {
		refused_in_place(&bytes)?;
	}

	#[test]
	fn edited_texts_are_read_or_refused_at_a_place_that_is_there(edits in vec((any::<u16>(), any::<char>(), any::<bool>()), 1..4)) {
		let mut text: Vec<char> = DEFAULT_TEXT.chars().collect();
		for (place, char, insert) in edits {
			let place = usize::from(place) % text.len();
			if insert { text.insert(place, char) } else { text[place] = char }
		}
		refused_in_place(text.into_iter().collect::<String>().as_bytes())?;
	}

	#[test]
	fn words_of_the_language_in_any_order_are_read_or_refused(words in vec(0..WORDS.len(), 0..60)) {
		let words: Vec<&str> = words.into_iter().map(|word| WORDS[word]).collect();
		refused_in_place(format!("agreement \"a\"\nbudget 1 per round\nshare = {}", words.join(" ")).as_bytes())?;
	}
}

const WORDS: [&str; 34] = [
	"quality",
	"samples",
	"0.5",
	"7",
	"(",
	")",
	"(",
	")",
	"+",
	"-",
	"*",
	"/",
	"<",
	">=",
	"==",
	"!=",
	",",
	"min(",
	"clamp(",
	"sqrt(",
	"if",
	"then",
	"else",
	"and",
	"or",
	"not",
	"%",
	"\n",
	"budget",
	"require",
	"penalty",
	"\"",
	"0x",
	"from round 1",
];

fn refused_in_place(bytes: &[u8]) -> Result<(), TestCaseError> {
	let Err(problem) = parse_bytes(bytes) else { return Ok(()) };
	let text = String::from_utf8_lossy(bytes);
	let lines: Vec<&str> = text.split('\n').collect();
	prop_assert!((1..=lines.len()).contains(&problem.line), "{problem}");
	prop_assert!((1..=lines[problem.line - 1].chars().count() + 1).contains(&problem.column), "{problem}");
	prop_assert!(!problem.reason.is_empty() && !problem.hint.is_empty());
	let _ = problem.excerpt(&text);
	Ok(())
}
