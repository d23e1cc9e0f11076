use super::*;
use guild_primitives::{Mechanism, MemberId};

const ROUND: RoundId = RoundId { task: 3, index: 12 };

fn update() -> UpdateEntry {
	UpdateEntry {
		task: 3,
		base_root: Root([1; 32]),
		update_root: Root([2; 32]),
		made_in: 12,
		samples: 100,
		steps_done: 9,
		steps_asked: 10,
		loss: 0.25,
		dataset: 7,
		mechanism: Mechanism::Local { noise_multiplier: "0.123456789".parse().unwrap() },
		train_ms: 5,
	}
}

#[test]
fn what_was_kept_is_there_after_a_restart() {
	let dir = tempfile::tempdir().unwrap();
	let vote = Vote {
		commitments: Root([4; 32]),
		held: vec![0, 3, 127],
		missing: vec![1],
		base_missing: false,
		rounds_missing_many: 4,
	};
	let round = RoundEntry { vote: Some(vote), retries: 2, ..RoundEntry::default() };
	{
		let journal = Journal::open(dir.path()).unwrap();
		journal.keep_update(&update()).unwrap();
		journal.keep_round(&ROUND, &round).unwrap();
	}
	let journal = Journal::open(dir.path()).unwrap();
	assert_eq!(journal.update(3, &Root([1; 32])).unwrap(), Some(update()));
	assert_eq!(journal.update(3, &Root([9; 32])).unwrap(), None);
	assert_eq!(journal.update(4, &Root([1; 32])).unwrap(), None);
	assert_eq!(journal.updates().unwrap(), [update()]);
	let kept = journal.round(&ROUND).unwrap();
	assert_eq!(kept, round);
	let vote = kept.vote.unwrap();
	assert_eq!((vote.held_bits(), vote.missing_bits()), (1 | 1 << 3 | 1 << 127, 2));
}

#[test]
fn in_memory_the_same_is_kept_and_forgotten() {
	let journal = Journal::in_memory();
	let kept = RoundEntry { retries: 1, ..RoundEntry::default() };
	journal.keep_update(&update()).unwrap();
	for index in [9, 10] {
		journal.keep_round(&RoundId { task: 3, index }, &kept).unwrap();
	}
	journal.forget_rounds_before(3, 10).unwrap();
	assert_eq!(journal.updates().unwrap(), [update()]);
	assert_eq!(journal.round(&RoundId { task: 3, index: 10 }).unwrap(), kept);
	assert_eq!(journal.round(&RoundId { task: 3, index: 9 }).unwrap(), RoundEntry::default());
	journal.forget_update(3, &update().base_root).unwrap();
	assert_eq!(journal.update(3, &update().base_root).unwrap(), None);
}

#[test]
fn a_torn_update_entry_is_not_taken_for_no_entry_at_all() {
	let dir = tempfile::tempdir().unwrap();
	let journal = Journal::open(dir.path()).unwrap();
	journal.keep_update(&update()).unwrap();
	let path = dir.path().join(update_name(3, &Root([1; 32])));
	let whole = std::fs::read(&path).unwrap();
	let mut flipped = whole.clone();
	flipped[100] ^= 1;
	for torn in [&whole[..0], &whole[..64], &whole[..whole.len() - 1], &flipped] {
		std::fs::write(&path, torn).unwrap();
		assert!(matches!(journal.update(3, &Root([1; 32])), Err(JournalError::Damaged(_))));
		assert!(path.exists());
	}
}

#[test]
fn a_torn_round_entry_is_set_aside() {
	let dir = tempfile::tempdir().unwrap();
	let journal = Journal::open(dir.path()).unwrap();
	journal.keep_round(&ROUND, &RoundEntry { retries: 2, ..RoundEntry::default() }).unwrap();
	std::fs::write(dir.path().join("round-3-12"), b"{").unwrap();
	assert_eq!(journal.round(&ROUND).unwrap(), RoundEntry::default());
	assert!(dir.path().join("round-3-12.damaged").exists());
}

#[test]
fn bits_are_kept_apart_and_a_torn_entry_is_not_taken_for_none() {
	let dir = tempfile::tempdir().unwrap();
	let journal = Journal::open(dir.path()).unwrap();
	let entry = BitsEntry {
		agreement: 3,
		result_hash: Root([5; 32]),
		subjects: vec![MemberId([1; 32]), MemberId([2; 32])],
		dataset: 7,
		better: vec![1, 127],
	};
	assert_eq!((journal.bits(&ROUND).unwrap(), entry.better_bits()), (None, 2 | 1 << 127));
	journal.keep_bits(&ROUND, &entry).unwrap();
	journal.forget_rounds_before(3, 99).unwrap();
	journal.forget_bits_before(3, 12).unwrap();
	journal.forget_bits_before(4, 99).unwrap();
	assert_eq!(journal.bits(&ROUND).unwrap(), Some(entry));
	let path = dir.path().join("bits-3-12");
	std::fs::write(&path, b"{").unwrap();
	assert!(matches!(journal.bits(&ROUND), Err(JournalError::Damaged(_))) && path.exists());
	journal.forget_bits_before(3, 13).unwrap();
	assert_eq!(journal.bits(&ROUND).unwrap(), None);
}

#[test]
fn old_rounds_of_one_task_are_forgotten_and_others_are_not() {
	let dir = tempfile::tempdir().unwrap();
	let journal = Journal::open(dir.path()).unwrap();
	let kept = RoundEntry { retries: 1, ..RoundEntry::default() };
	for (task, index) in [(3, 9), (3, 10), (33, 9)] {
		journal.keep_round(&RoundId { task, index }, &kept).unwrap();
	}
	journal.forget_rounds_before(3, 10).unwrap();
	let retries = |task, index| journal.round(&RoundId { task, index }).unwrap().retries;
	assert_eq!([retries(3, 9), retries(3, 10), retries(33, 9)], [0, 1, 1]);
}
