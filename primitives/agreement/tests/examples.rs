//! The shipped agreements hold together, say what they are for, and can be tried.

use guild_agreement::{check::Check, text::parse, text::write, trial::Examples, DEFAULT_TEXT, UNIT};
use std::{fs, path::Path};

fn folder() -> &'static Path {
	Path::new("../../examples/agreements")
}

fn rounds() -> Examples {
	Examples::from_toml(&fs::read_to_string(folder().join("rounds.toml")).unwrap()).unwrap()
}

#[test]
fn every_example_holds_together_and_can_be_tried() {
	let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
	let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "txt")).collect();
	files.sort();
	assert!(files.len() >= 7, "{files:?}");
	for file in files {
		let text = fs::read_to_string(&file).unwrap();
		let header = text.lines().take_while(|line| line.starts_with('#')).count();
		assert!((4..=9).contains(&header), "{file:?}");
		let check = Check::of(text.as_bytes(), Some(&rounds())).unwrap_or_else(|error| panic!("{file:?}: {error}"));
		assert_eq!(parse(&write(&check.terms)).as_ref(), Ok(&check.terms), "{file:?}");
		let trial = check.trial.unwrap();
		assert!(trial.rounds.iter().any(|round| round.paid > 0), "{file:?}");
		for round in &trial.rounds {
			let paid: u128 = round.members.iter().map(|pay| pay.payout).sum();
			assert_eq!(paid, round.paid, "{file:?}");
			assert!(round.members.iter().all(|pay| pay.cut_from.is_none()), "{file:?}: a share is cut");
			if round.standing == "within" {
				assert_eq!(paid + round.stays, check.terms.budget, "{file:?}");
			}
		}
	}
}

#[test]
fn under_the_default_the_honest_earn_and_who_copies_the_aggregate_does_not() {
	let trial = Check::of(DEFAULT_TEXT.as_bytes(), Some(&rounds())).unwrap().trial.unwrap();
	let earned = |name: &str| {
		let total = trial.totals.iter().find(|total| total.name == name).unwrap();
		total.paid as i128 - total.penalties as i128
	};
	let unit = UNIT as i128;
	let free_rider = earned("Leerlauf GmbH");
	assert!(free_rider < 0, "{free_rider}");
	for honest in ["Nordwind AG", "Stadtwerke Aare", "Hospital Luz"] {
		assert!(earned(honest) > 500 * unit, "{honest}: {}", earned(honest));
	}
	assert!(earned("Spaet & Co") < earned("Hospital Luz"));
}

#[test]
fn a_check_carries_the_bytes_of_a_proposal() {
	use codec::Encode;
	let check = Check::of(DEFAULT_TEXT.as_bytes(), None).unwrap();
	let hex: String = check.terms.encode().iter().map(|byte| format!("{byte:02x}")).collect();
	assert_eq!(check.encoded, format!("0x{hex}"));
	assert_eq!(check.formula, "quality * reputation * availability");
	assert_eq!((check.operations, check.meter), (5, 11));
	let json = serde_json::to_value(&check).unwrap();
	assert_eq!(json["terms"]["title"], "Default: what is new and good, by who is trusted");
}
