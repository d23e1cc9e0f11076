//! What the blob store promises, against disks that lie, fill up, and processes that die.

use guild_aggregation::chunks;
use guild_primitives::Root;
use guild_worker::store::{BlobStore, KeepPolicy, StoreError};
use std::{
	collections::HashSet,
	fs,
	path::Path,
	time::{Duration, SystemTime},
};

const QUOTA_BYTES: u64 = 10 << 20;
const GROUP_BYTES: u64 = chunks::GROUP_BYTES as u64;

fn open(dir: &Path) -> BlobStore {
	BlobStore::open(dir, QUOTA_BYTES).unwrap()
}

/// Bytes in which no two groups are alike.
fn blob(size_bytes: u64) -> Vec<u8> {
	(0..size_bytes).map(|i| (i % 251) as u8 ^ (i / GROUP_BYTES) as u8).collect()
}

fn group(bytes: &[u8], number: u64) -> &[u8] {
	let start = number as usize * GROUP_BYTES as usize;
	&bytes[start..bytes.len().min(start + GROUP_BYTES as usize)]
}

fn names(dir: &Path) -> Vec<String> {
	let mut names: Vec<_> =
		fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
	names.sort();
	names
}

#[test]
fn a_blob_is_found_again_after_a_restart_under_the_name_that_b3sum_gives() {
	let dir = tempfile::tempdir().unwrap();
	let root = open(dir.path()).put(b"lanes").unwrap();
	assert_eq!(root, Root::of(b"lanes"));
	assert_eq!(names(dir.path()), [root.to_string()]);
	let store = open(dir.path());
	assert_eq!(store.read(&root).unwrap(), b"lanes");
	assert_eq!((store.size_bytes(&root), store.used_bytes()), (Some(5), 5));
}

#[test]
fn a_corrupt_file_is_found_when_it_is_read_and_taken_away_so_that_it_can_be_fetched_again() {
	for damage in [b"lames".as_slice(), b"lane", b"lanes and more", b""] {
		let dir = tempfile::tempdir().unwrap();
		let store = open(dir.path());
		let root = store.put(b"lanes").unwrap();
		fs::write(dir.path().join(root.to_string()), damage).unwrap();
		assert!(matches!(store.read(&root), Err(StoreError::Corrupt(r)) if r == root));
		assert!(!store.has(&root));
		assert_eq!((names(dir.path()).len(), store.used_bytes()), (0, 0));
		store.put(b"lanes").unwrap();
		assert_eq!(store.read(&root).unwrap(), b"lanes");
	}
}

#[test]
fn a_corrupt_file_is_found_after_a_restart_too() {
	let dir = tempfile::tempdir().unwrap();
	let root = open(dir.path()).put(b"lanes").unwrap();
	fs::write(dir.path().join(root.to_string()), b"l").unwrap();
	let store = open(dir.path());
	assert!(matches!(store.check(&root), Err(StoreError::Corrupt(_))));
	assert_eq!(store.used_bytes(), 0);
}

#[test]
fn a_file_that_was_deleted_behind_our_back_counts_as_corrupt() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let root = store.put(b"lanes").unwrap();
	fs::remove_file(dir.path().join(root.to_string())).unwrap();
	assert!(matches!(store.prove(&root, 0), Err(StoreError::Corrupt(_))));
	assert!(!store.has(&root));
}

#[test]
fn a_group_is_served_with_a_proof_that_its_receiver_can_check() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let bytes = blob(5 * GROUP_BYTES + 1);
	let root = store.put(&bytes).unwrap();
	for number in 0..6 {
		let proved = store.prove(&root, number).unwrap();
		assert_eq!((proved.blob_bytes, proved.bytes.as_slice()), (bytes.len() as u64, group(&bytes, number)));
		chunks::verify(&root, proved.blob_bytes, number, &proved.bytes, &proved.path).unwrap();
	}
	assert!(matches!(store.prove(&root, 6), Err(StoreError::OutOfRange { .. })));
	assert!(matches!(store.prove(&Root([9; 32]), 0), Err(StoreError::NotHeld(_))));
}

#[test]
fn a_group_that_went_bad_on_disk_is_not_served() {
	let bytes = blob(3 * GROUP_BYTES);
	for warm in [false, true] {
		let dir = tempfile::tempdir().unwrap();
		let store = open(dir.path());
		let root = store.put(&bytes).unwrap();
		if warm {
			store.prove(&root, 0).unwrap();
		}
		let mut damaged = bytes.clone();
		damaged[2 * GROUP_BYTES as usize + 7] ^= 0x10;
		fs::write(dir.path().join(root.to_string()), damaged).unwrap();
		assert!(matches!(store.prove(&root, 2), Err(StoreError::Corrupt(_))));
		assert!(!store.has(&root));
	}
}

#[test]
fn putting_the_same_bytes_again_repairs_a_corrupt_file() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let root = store.put(b"lanes").unwrap();
	fs::write(dir.path().join(root.to_string()), b"xxxxx").unwrap();
	assert_eq!(store.put(b"lanes").unwrap(), root);
	assert_eq!(store.read(&root).unwrap(), b"lanes");
	assert_eq!(store.used_bytes(), 5);
}

#[test]
fn over_quota_is_refused_before_anything_is_written() {
	let dir = tempfile::tempdir().unwrap();
	let store = BlobStore::open(dir.path(), 8).unwrap();
	store.put(b"lanes").unwrap();
	let error = store.put(b"more").unwrap_err();
	assert!(matches!(error, StoreError::OverQuota { needed_bytes: 4, used_bytes: 5, quota_bytes: 8 }));
	assert!(error.to_string().contains("5 of the store's 8 bytes are in use"), "{error}");
	assert!(matches!(store.part(&Root([7; 32]), 4), Err(StoreError::OverQuota { .. })));
	assert!(matches!(store.part(&Root([7; 32]), u64::MAX), Err(StoreError::OverQuota { .. })));
	assert_eq!((names(dir.path()).len(), store.used_bytes()), (1, 5));
	store.put(b"yes").unwrap();
}

#[test]
fn a_download_counts_against_the_quota_once_from_its_beginning_to_its_end() {
	let dir = tempfile::tempdir().unwrap();
	let bytes = blob(3 * GROUP_BYTES);
	let (root, size_bytes) = (Root::of(&bytes), bytes.len() as u64);
	let store = BlobStore::open(dir.path(), size_bytes).unwrap();
	let part = store.part(&root, size_bytes).unwrap();
	assert!(matches!(store.put(b"x"), Err(StoreError::OverQuota { .. })));
	for number in part.missing() {
		part.write_group(number, group(&bytes, number)).unwrap();
	}
	part.finish().unwrap();
	assert_eq!(store.used_bytes(), size_bytes);
	assert_eq!(BlobStore::open(dir.path(), size_bytes).unwrap().used_bytes(), size_bytes);
	store.remove(&root).unwrap();
	assert_eq!(store.used_bytes(), 0);
}

#[test]
fn a_download_goes_on_after_a_restart_where_it_was() {
	let dir = tempfile::tempdir().unwrap();
	let bytes = blob(3 * GROUP_BYTES + 5);
	let (root, size_bytes) = (Root::of(&bytes), bytes.len() as u64);
	{
		let store = open(dir.path());
		let part = store.part(&root, size_bytes).unwrap();
		assert_eq!(part.missing(), [0, 1, 2, 3]);
		part.write_group(3, group(&bytes, 3)).unwrap();
		part.write_group(1, group(&bytes, 1)).unwrap();
	}
	let store = open(dir.path());
	assert!(!store.has(&root));
	let part = store.part(&root, size_bytes).unwrap();
	assert_eq!(part.missing(), [0, 2]);
	part.write_group(0, group(&bytes, 0)).unwrap();
	part.write_group(2, group(&bytes, 2)).unwrap();
	part.finish().unwrap();
	assert_eq!(store.read(&root).unwrap(), bytes);
	assert_eq!(names(dir.path()), [root.to_string()]);
}

#[test]
fn a_download_of_many_groups_killed_without_warning_loses_at_most_the_newest_ones() {
	let dir = tempfile::tempdir().unwrap();
	let count = 150u64;
	let bytes = blob(count * GROUP_BYTES);
	let root = Root::of(&bytes);
	let store = open(dir.path());
	let part = store.part(&root, bytes.len() as u64).unwrap();
	for number in 0..count - 1 {
		part.write_group(number, group(&bytes, number)).unwrap();
	}
	// No destructor runs, as in a kill.
	std::mem::forget(part);
	let store = open(dir.path());
	let part = store.part(&root, bytes.len() as u64).unwrap();
	let missing = part.missing();
	assert!(missing.len() < 64 && missing.contains(&(count - 1)), "{missing:?}");
	for number in missing {
		part.write_group(number, group(&bytes, number)).unwrap();
	}
	part.finish().unwrap();
	assert_eq!(store.read(&root).unwrap(), bytes);
}

#[test]
fn a_torn_bitmap_means_that_the_download_begins_anew() {
	let dir = tempfile::tempdir().unwrap();
	let bytes = blob(9 * GROUP_BYTES);
	let (root, size_bytes) = (Root::of(&bytes), bytes.len() as u64);
	{
		let store = open(dir.path());
		store.part(&root, size_bytes).unwrap().write_group(0, group(&bytes, 0)).unwrap();
	}
	let map = dir.path().join(format!("{root}.map"));
	let whole = fs::read(&map).unwrap();
	let mut claims_all = whole.clone();
	claims_all[32..].fill(0xff);
	for torn in [&whole[..33], &whole[..0], &claims_all] {
		fs::write(&map, torn).unwrap();
		let store = open(dir.path());
		assert_eq!(store.part(&root, size_bytes).unwrap().missing().len(), 9);
	}
	fs::write(&map, &whole).unwrap();
	assert_eq!(open(dir.path()).part(&root, size_bytes).unwrap().missing().len(), 8);
}

#[test]
fn a_part_whose_bytes_were_damaged_on_disk_never_becomes_a_blob() {
	let dir = tempfile::tempdir().unwrap();
	let bytes = blob(2 * GROUP_BYTES);
	let (root, size_bytes) = (Root::of(&bytes), bytes.len() as u64);
	let store = open(dir.path());
	store.part(&root, size_bytes).unwrap().write_group(0, group(&bytes, 0)).unwrap();
	let mut damaged = fs::read(dir.path().join(format!("{root}.part"))).unwrap();
	damaged[17] ^= 1;
	fs::write(dir.path().join(format!("{root}.part")), damaged).unwrap();
	let part = store.part(&root, size_bytes).unwrap();
	part.write_group(1, group(&bytes, 1)).unwrap();
	assert!(matches!(part.finish(), Err(StoreError::Corrupt(_))));
	assert_eq!((names(dir.path()).len(), store.used_bytes()), (0, 0));
	assert_eq!(store.part(&root, size_bytes).unwrap().missing(), [0, 1]);
}

#[test]
fn groups_that_the_blob_does_not_have_are_refused_and_an_unfinished_part_does_not_finish() {
	let dir = tempfile::tempdir().unwrap();
	let bytes = blob(GROUP_BYTES + 5);
	let store = open(dir.path());
	let part = store.part(&Root::of(&bytes), bytes.len() as u64).unwrap();
	assert!(matches!(part.write_group(2, &[0]), Err(StoreError::OutOfRange { .. })));
	assert!(matches!(part.write_group(1, &[0; 6]), Err(StoreError::OutOfRange { .. })));
	assert!(matches!(part.write_group(0, &[0; 5]), Err(StoreError::OutOfRange { .. })));
	part.write_group(0, group(&bytes, 0)).unwrap();
	assert!(matches!(part.finish(), Err(StoreError::OutOfRange { .. })));
}

#[test]
fn one_blob_is_downloaded_once_at_a_time() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let part = store.part(&Root([1; 32]), 100).unwrap();
	assert!(matches!(store.part(&Root([1; 32]), 100), Err(StoreError::Busy(_))));
	drop(part);
	store.part(&Root([1; 32]), 100).unwrap();
}

#[test]
fn what_a_crash_left_half_written_is_removed_at_start_and_other_files_are_left_alone() {
	let dir = tempfile::tempdir().unwrap();
	let orphan = Root([3; 32]);
	fs::write(dir.path().join("tmp-12-0"), b"half").unwrap();
	fs::write(dir.path().join(format!("{orphan}.map")), b"bits").unwrap();
	fs::write(dir.path().join("notes.txt"), b"mine").unwrap();
	let store = open(dir.path());
	assert_eq!(names(dir.path()), ["notes.txt"]);
	assert_eq!(store.used_bytes(), 0);
}

#[test]
fn collecting_keeps_what_is_needed_what_is_young_and_what_is_being_downloaded() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let needed = store.put(b"needed").unwrap();
	let old = store.put(b"old").unwrap();
	let open_part = store.part(&Root([1; 32]), 10).unwrap();
	drop(store.part(&Root([2; 32]), 20).unwrap());
	let keep = HashSet::from([needed]);
	let policy = KeepPolicy { keep_for: Duration::from_secs(60), short_above_bytes: QUOTA_BYTES };
	let now = SystemTime::now();
	assert_eq!(store.collect(&keep, &policy, now).unwrap().removed, 0);
	// A clock that went backwards removes nothing.
	assert_eq!(store.collect(&keep, &policy, now - Duration::from_secs(9000)).unwrap().removed, 0);
	let collected = store.collect(&keep, &policy, now + Duration::from_secs(61)).unwrap();
	assert_eq!((collected.removed, collected.removed_bytes), (2, 23));
	assert!(store.has(&needed) && !store.has(&old));
	drop(open_part);
	assert_eq!(store.used_bytes(), 16);
}

#[test]
fn when_space_is_short_what_was_used_longest_ago_goes_first_and_no_more_than_needed() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let roots: Vec<_> = (0..4u8).map(|i| store.put(&[i; 10]).unwrap()).collect();
	store.read(&roots[0]).unwrap();
	let policy = KeepPolicy { keep_for: Duration::from_secs(3600), short_above_bytes: 25 };
	let collected = store.collect(&HashSet::from([roots[1]]), &policy, SystemTime::now()).unwrap();
	assert_eq!(collected.removed, 2);
	assert_eq!(roots.iter().map(|root| store.has(root)).collect::<Vec<_>>(), [true, true, false, false]);
}

#[test]
fn many_threads_may_put_the_same_and_different_bytes() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	std::thread::scope(|scope| {
		for thread in 0..4u8 {
			let store = &store;
			scope.spawn(move || {
				for i in 0..20u8 {
					store.put(&[i; 100]).unwrap();
					store.put(&[i, thread]).unwrap();
				}
			});
		}
	});
	assert_eq!(store.used_bytes(), 20 * 100 + 4 * 20 * 2);
	assert_eq!(open(dir.path()).used_bytes(), store.used_bytes());
	assert_eq!(names(dir.path()).len(), 20 + 80);
}

#[test]
fn a_full_disk_is_noticed_before_the_first_byte_and_leaves_nothing_behind() {
	// A memory file system refuses at once what is larger than itself; a disk would fill up first.
	let memory = Path::new("/dev/shm");
	assert!(memory.is_dir(), "this test needs a tmpfs at {}", memory.display());
	let dir = tempfile::tempdir_in(memory).unwrap();
	let store = BlobStore::open(dir.path(), u64::MAX).unwrap();
	let error = store.part(&Root([1; 32]), 1 << 43).err().unwrap();
	assert!(matches!(error, StoreError::DiskFull { needed_bytes, .. } if needed_bytes == 1 << 43), "{error}");
	assert_eq!((names(dir.path()).len(), store.used_bytes()), (0, 0));
	store.put(b"small").unwrap();
}

#[test]
fn a_mapped_blob_is_what_was_put_and_stays_when_its_file_goes() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	for bytes in [blob(0), blob(1), blob(3 * GROUP_BYTES + 5)] {
		let root = store.put(&bytes).unwrap();
		let mapped = store.blob(&root).unwrap();
		assert_eq!(*mapped, *bytes);
		store.remove(&root).unwrap();
		assert_eq!(*mapped, *bytes);
		assert!(matches!(store.blob(&root), Err(StoreError::NotHeld(r)) if r == root));
	}
}

#[test]
fn a_corrupt_file_is_not_mapped_but_taken_away() {
	for damage in [b"lames".as_slice(), b"lane", b"lanes and more", b""] {
		let dir = tempfile::tempdir().unwrap();
		let store = open(dir.path());
		let root = store.put(b"lanes").unwrap();
		fs::write(dir.path().join(root.to_string()), damage).unwrap();
		assert!(matches!(store.blob(&root), Err(StoreError::Corrupt(r)) if r == root));
		assert_eq!((names(dir.path()).len(), store.used_bytes()), (0, 0));
		let root = store.put(b"lanes").unwrap();
		fs::remove_file(dir.path().join(root.to_string())).unwrap();
		assert!(matches!(store.blob(&root), Err(StoreError::Corrupt(r)) if r == root));
		assert!(!store.has(&root));
	}
}

#[test]
fn what_is_put_again_does_not_change_what_is_mapped() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let root = store.put(b"lanes").unwrap();
	let mapped = store.blob(&root).unwrap();
	// As after damage that was repaired: the name gets another file.
	store.remove(&root).unwrap();
	store.put(b"lanes").unwrap();
	assert_eq!((&*mapped, &*store.blob(&root).unwrap()), (b"lanes".as_slice(), b"lanes".as_slice()));
}

#[test]
fn a_blob_written_in_pieces_is_the_blob_that_is_put() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let bytes = blob(3 * GROUP_BYTES + 5);
	let mut writer = store.begin(bytes.len() as u64).unwrap();
	for piece in bytes.chunks(50_001) {
		writer.write(piece).unwrap();
	}
	assert_eq!((store.used_bytes(), store.has(&Root::of(&bytes))), (bytes.len() as u64, false));
	assert_eq!(writer.finish().unwrap(), Root::of(&bytes));
	assert_eq!(open(dir.path()).read(&Root::of(&bytes)).unwrap(), bytes);
	assert_eq!((names(dir.path()).len(), store.used_bytes()), (1, bytes.len() as u64));
	// Once more: it is there once.
	let mut writer = store.begin(bytes.len() as u64).unwrap();
	writer.write(&bytes).unwrap();
	writer.finish().unwrap();
	assert_eq!((names(dir.path()).len(), store.used_bytes()), (1, bytes.len() as u64));
}

#[test]
fn a_blob_that_is_not_finished_leaves_nothing() {
	let dir = tempfile::tempdir().unwrap();
	let store = open(dir.path());
	let mut writer = store.begin(10).unwrap();
	writer.write(b"lanes").unwrap();
	assert_eq!((names(dir.path()).len(), store.used_bytes()), (1, 10));
	drop(writer);
	assert_eq!((names(dir.path()).len(), store.used_bytes()), (0, 0));
	// Too much, and too little.
	let mut writer = store.begin(4).unwrap();
	assert!(matches!(writer.write(b"lanes"), Err(StoreError::Io { .. })));
	drop(writer);
	let mut writer = store.begin(6).unwrap();
	writer.write(b"lanes").unwrap();
	assert!(matches!(writer.finish(), Err(StoreError::Io { .. })));
	assert!(matches!(store.begin(QUOTA_BYTES + 1), Err(StoreError::OverQuota { .. })));
	assert_eq!((names(dir.path()).len(), store.used_bytes()), (0, 0));
}
