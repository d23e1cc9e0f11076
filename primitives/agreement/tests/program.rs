//! Programs: what they yield, what is refused, and that nothing breaks them.

mod common;

use codec::{Decode, Encode};
use common::BARE;
use guild_agreement::{Fact, Facts, Op, Program, ProgramError, I32F32, MAX_DEPTH, MAX_METER};
use guild_primitives::SHARE_ONE;
use proptest::{collection::vec, prelude::*};

fn number(text: &str) -> I32F32 {
	text.parse().unwrap()
}

fn push(text: &str) -> Op {
	Op::Push(number(text))
}

fn program(ops: &[Op]) -> Program {
	Program(ops.to_vec().try_into().unwrap())
}

fn value(ops: &[Op]) -> String {
	let program = program(ops);
	program.validate().unwrap();
	program.run(&facts()).unwrap().value.to_string()
}

fn facts() -> Facts {
	let mut facts = Facts::default();
	for (fact, text) in [(Fact::Quality, "0.5"), (Fact::Samples, "12000"), (Fact::Streak, "3"), (Fact::Novelty, "1")] {
		facts.set(fact, number(text));
	}
	facts
}

#[test]
fn each_operation_does_what_it_says() {
	let two = |op| value(&[push("7"), push("2"), op]);
	assert_eq!(
		[Op::Add, Op::Sub, Op::Mul, Op::Div, Op::Min, Op::Max].map(two),
		["9", "5", "14", "3.5", "2", "7"].map(String::from)
	);
	assert_eq!(
		[Op::Less, Op::AtMost, Op::Greater, Op::AtLeast, Op::Equal].map(two),
		["0", "0", "1", "1", "0"].map(String::from)
	);
	let same = |op| value(&[push("2"), push("2"), op]);
	assert_eq!(
		[Op::Less, Op::AtMost, Op::Greater, Op::AtLeast, Op::Equal].map(same),
		["0", "1", "0", "1", "1"].map(String::from)
	);
	let truth = |a: &str, b: &str, op| value(&[push(a), push(b), op]);
	assert_eq!((truth("3", "-1", Op::And), truth("3", "0", Op::And)), ("1".into(), "0".into()));
	assert_eq!((truth("0", "-1", Op::Or), truth("0", "0", Op::Or)), ("1".into(), "0".into()));
	assert_eq!((value(&[push("0"), Op::Not]), value(&[push("0.5"), Op::Not])), ("1".into(), "0".into()));
	assert_eq!(value(&[push("9"), Op::Sqrt]), "3");
	let clamp = |a: &str| value(&[push(a), push("2"), push("4"), Op::Clamp]);
	assert_eq!([clamp("1"), clamp("3"), clamp("9")], ["2", "3", "4"].map(String::from));
	let select = |a: &str| value(&[push(a), push("2"), push("4"), Op::Select]);
	assert_eq!([select("1"), select("0")], ["2", "4"].map(String::from));
	assert_eq!(value(&[Op::Load(Fact::Samples), Op::Load(Fact::Streak), Op::Div]), "4000");
}

#[test]
fn a_share_is_cut_to_zero_to_one() {
	let share = |ops: &[Op]| program(ops).share(&facts());
	// 0.7 · 0.5 + 0.3 · 12000 / 20000 = 0.53, each constant and product rounded in the last of 32 bits.
	let ops = [
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
	assert_eq!(share(&ops), 2_276_332_666);
	assert_eq!(share(&[push("17")]), SHARE_ONE);
	assert_eq!(share(&[push("-0.1")]), 0);
	assert_eq!(share(&[Op::Load(Fact::Novelty)]), SHARE_ONE);
	assert_eq!(share(&[Op::Add]), 0);
}

#[test]
fn facts_are_read_within_their_ranges() {
	let mut facts = Facts::default();
	for fact in Fact::ALL {
		let read = |facts: &Facts| program(&[Op::Load(fact)]).run(facts).unwrap().value;
		facts.set(fact, I32F32::MAX);
		assert_eq!(read(&facts), fact.most());
		facts.set(fact, I32F32::MIN);
		assert_eq!(read(&facts), I32F32::ZERO);
	}
}

#[test]
fn what_cannot_run_is_refused() {
	let refusal = |ops: &[Op]| {
		let error = program(ops).validate().unwrap_err();
		// The run finds the same, also where nobody validated. A constant that is too large would do it no harm.
		if !matches!(error, ProgramError::ConstantTooLarge { .. }) {
			assert_eq!(program(ops).run(&facts()), Err(error));
		}
		error
	};
	assert_eq!(refusal(&[]), ProgramError::Empty);
	assert_eq!(refusal(&[push("1"), Op::Add]), ProgramError::TooFewValues { at: 1 });
	assert_eq!(refusal(&[push("1"), push("1"), Op::Select]), ProgramError::TooFewValues { at: 2 });
	assert_eq!(refusal(&[push("1"), push("2")]), ProgramError::NotOneResult { left: 2 });
	assert_eq!(refusal(&[push("1"); 17]), ProgramError::TooDeep { at: MAX_DEPTH });
	let one_is_left: Vec<Op> = std::iter::repeat_n(push("1"), 17).chain([Op::Clamp; 8]).collect();
	assert_eq!(refusal(&one_is_left), ProgramError::TooDeep { at: MAX_DEPTH });
	assert_eq!(refusal(&[push("1"), push("1000000000.1"), Op::Add]), ProgramError::ConstantTooLarge { at: 1 });
	assert_eq!(refusal(&[push("-1000000000.1")]), ProgramError::ConstantTooLarge { at: 0 });
	let roots: Vec<Op> = std::iter::once(push("1")).chain([Op::Sqrt; 8]).collect();
	assert_eq!(refusal(&roots), ProgramError::TooDear { meter: MAX_METER + 1 });
	// At each bound it is still accepted.
	let mut deep = vec![push("1000000000"); 16];
	deep.extend([Op::Add; 15]);
	assert_eq!(program(&deep).validate(), Ok(()));
	let dear: Vec<Op> = [push("1")].into_iter().chain([Op::Sqrt; 7]).chain([push("1"), Op::Div]).collect();
	assert_eq!(program(&dear).validate(), Ok(()));
}

fn op() -> impl Strategy<Value = Op> {
	let constant =
		prop_oneof![any::<i64>(), -3i64..3, Just(1 << 32)].prop_map(|bits| Op::Push(I32F32::from_bits(bits)));
	let fact = (0..Fact::ALL.len()).prop_map(|fact| Op::Load(Fact::ALL[fact]));
	prop_oneof![2 => constant, 2 => fact, 4 => (0..BARE.len()).prop_map(|op| BARE[op])]
}

fn any_facts() -> impl Strategy<Value = Facts> {
	vec(prop_oneof![any::<i64>(), 0..1i64 << 33], Fact::ALL.len()).prop_map(|values| {
		let mut facts = Facts::default();
		for (fact, bits) in Fact::ALL.into_iter().zip(values) {
			facts.set(fact, I32F32::from_bits(bits));
		}
		facts
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn any_list_of_operations_stops_within_its_meter(ops in vec(op(), 0..=32), facts in any_facts()) {
		let program = program(&ops);
		let ran = program.run(&facts);
		match program.validate() {
			Ok(()) => {
				let run = ran.unwrap();
				prop_assert!(run.meter == program.meter() && run.meter <= MAX_METER);
			}
			// A constant that is too large is refused, and would do no harm.
			Err(ProgramError::ConstantTooLarge { .. }) => {}
			Err(_) => prop_assert!(ran.is_err()),
		}
		prop_assert!(program.share(&facts) <= SHARE_ONE);
	}

	#[test]
	fn validation_is_total_on_whatever_decodes(bytes in vec(any::<u8>(), 0..200), facts in any_facts()) {
		if let Ok(program) = Program::decode(&mut &bytes[..]) {
			let _ = program.validate();
			prop_assert!(program.share(&facts) <= SHARE_ONE);
		}
	}

	#[test]
	fn a_program_is_the_same_after_its_bytes(ops in vec(op(), 0..=32)) {
		let program = program(&ops);
		prop_assert_eq!(Program::decode(&mut &program.encode()[..]), Ok(program.clone()));
		let json = serde_json::to_string(&program).unwrap();
		prop_assert_eq!(serde_json::from_str::<Program>(&json).unwrap(), program);
	}
}
