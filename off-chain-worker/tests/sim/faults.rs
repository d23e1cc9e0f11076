//! Forks, losses, lies and silence.

use crate::{
	chain::ChainFaults,
	consortium::{seed, Consortium},
	net::Manner,
};
use ed25519_dalek::{Signer, SigningKey};
use guild_primitives::{Manifest, Phase, Root, WorkerSignature};
use guild_worker::{world::Call, Step};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

#[test]
fn nothing_wrong_happens_while_everything_fails_and_rounds_become_final_when_it_heals() {
	let seed = seed();
	for run in 0..6 {
		let seed = seed.wrapping_add(run);
		println!("run {run}: GUILD_SEED={seed} alone makes it run 0");
		let mut rng = ChaCha20Rng::seed_from_u64(seed);
		let size = rng.random_range(4..=7);
		let mut consortium = Consortium::new(seed, size);
		consortium.ledger.lock().faults =
			ChainFaults { loss: 0.3, delay_blocks: 4, fork: 0.1, silence: 0.02, ..ChainFaults::default() };
		consortium.net.lock().loss = 0.3;
		for _ in 0..40 {
			let index = rng.random_range(0..consortium.members.len());
			let id = consortium.members[index].id;
			match rng.random_range(0..3) {
				0 => {
					consortium.kill(index);
					consortium.start(index, None);
				}
				1 => {
					let mut net = consortium.net.lock();
					let peer = net.peers.get_mut(&id).unwrap();
					peer.manner = [Manner::Honest, Manner::Silent, Manner::Liar][rng.random_range(0..3)];
				}
				_ => {
					let mut net = consortium.net.lock();
					let absent = &mut net.peers.get_mut(&id).unwrap().absent;
					*absent = !*absent;
				}
			}
			consortium.steps(15);
		}
		consortium.ledger.lock().faults = ChainFaults::default();
		{
			let mut net = consortium.net.lock();
			net.loss = 0.0;
			net.peers.values_mut().for_each(|peer| (peer.manner, peer.absent) = (Manner::Honest, false));
		}
		let reached = consortium.ledger.lock().best().task.final_rounds;
		consortium.until_final(reached + 3, 600);
		let newest = consortium.records(0).last().unwrap().clone();
		assert_eq!(newest.result_matches_own, Some(true));
	}
}

#[test]
fn a_member_that_serves_garbage_or_nothing_costs_its_own_update_and_not_the_round() {
	for manner in [Manner::Liar, Manner::Silent] {
		let mut consortium = Consortium::new(seed(), 4);
		let liar = consortium.members[1].id;
		consortium.net.lock().peers.get_mut(&liar).unwrap().manner = manner;
		consortium.until_final(2, 600);
		for lineage in consortium.ledger.lock().best().lineages.values() {
			assert_eq!(lineage.inputs.included.len(), 3);
			assert!(lineage.inputs.included.iter().all(|update| update.member != liar));
		}
		assert!(consortium.records(0)[0].retries > 0);
	}
}

/// Member 3 commits to the root that member 0 commits to, without having its bytes.
fn copy_a_commitment(consortium: &mut Consortium) -> Root {
	consortium.kill(3);
	let (victim, copier) = (consortium.members[0].id, consortium.members[3].id);
	for _ in 0..100 {
		consortium.step();
		let mut ledger = consortium.ledger.lock();
		let seen = ledger.submitted.iter().find_map(|(member, call)| match call {
			Call::CommitUpdate { manifest, .. } if *member == victim => Some(manifest.clone()),
			_ => None,
		});
		if let Some(manifest) = seen {
			let copied = Manifest { possession: Root([9; 32]), seed_commitment: Root([8; 32]), ..manifest };
			let signature = SigningKey::from_bytes(&copier.0).sign(&copied.signing_hash().0);
			let signature = WorkerSignature(signature.to_bytes());
			ledger.submit(copier, &Call::CommitUpdate { manifest: copied.clone(), signature });
			return copied.update_root;
		}
	}
	panic!("member 0 never committed");
}

#[test]
fn a_copied_commitment_is_not_included() {
	let mut consortium = Consortium::new(seed(), 4);
	copy_a_commitment(&mut consortium);
	consortium.until("two final rounds", 600, |best| best.task.final_rounds >= 2);
	let ledger = consortium.ledger.lock();
	let included = &ledger.best().lineages[&0].inputs.included;
	assert_eq!(included.len(), 3);
	assert!(included.iter().all(|update| update.member != consortium.members[3].id));
}

#[test]
fn who_copies_a_commitment_that_never_reached_the_chain_does_not_get_its_bytes() {
	let mut consortium = Consortium::new(seed(), 4);
	let victim = consortium.members[0].id;
	consortium.ledger.lock().faults.censored = Some(victim);
	let root = copy_a_commitment(&mut consortium);
	let mut seen_open = false;
	for _ in 0..120 {
		consortium.step();
		let ledger = consortium.ledger.lock();
		let newest = ledger.finalised_states().last().unwrap();
		seen_open |= newest.round.as_ref().is_some_and(|round| round.phase == Phase::Availability);
		assert!(!consortium.net.lock().peers[&victim].serving.contains(&root));
	}
	assert!(seen_open);
}

#[test]
fn a_disk_that_spoils_every_blob_costs_a_refetch_and_not_the_round() {
	for moment in [Step::CommitSubmitted, Step::VoteSubmitted, Step::AttestationSubmitted] {
		let mut consortium = Consortium::new(seed(), 4);
		let blobs = consortium.members[0].dir.join("blobs");
		let mut spoiled = false;
		let observer = Box::new(move |step| {
			if step == moment && !std::mem::replace(&mut spoiled, true) {
				for entry in std::fs::read_dir(&blobs).unwrap() {
					let path = entry.unwrap().path();
					let mut bytes = std::fs::read(&path).unwrap();
					bytes[0] ^= 1;
					std::fs::write(&path, bytes).unwrap();
				}
			}
		});
		consortium.start(0, Some(observer));
		consortium.until_final(2, 600);
		let records = consortium.records(0);
		assert!(records.iter().filter(|record| record.model_root.is_some()).count() >= 2, "{moment:?}");
		assert!(records.iter().all(|record| record.result_matches_own != Some(false)), "{moment:?}");
		let last = records.iter().rev().find(|record| record.model_root.is_some()).unwrap();
		assert_eq!((last.included, last.result_matches_own), (true, Some(true)), "{moment:?}");
	}
}
