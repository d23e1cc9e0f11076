//! What remains when those who lie also decide what gets into blocks: a file.

use crate::{
	consortium::Consortium,
	disputes::{challenges, colluding, each_median, three_spans, truth},
};
use ed25519_dalek::{Signer, SigningKey};
use guild_aggregation::proof::FaultProof;
use guild_primitives::{attestation_hash, Fault, MemberId, Root, RoundId, TaskSpec, WorkerKey, WorkerSignature};
use guild_worker::{
	attack::FalseResult,
	evidence::{verify, Evidence, Note, SignedAttestation},
	world::Call,
};

/// The worker key of a member of these consortia.
fn key(member: &MemberId) -> SigningKey {
	SigningKey::from_bytes(&member.0)
}

fn public(member: &MemberId) -> WorkerKey {
	WorkerKey(key(member).verifying_key().to_bytes())
}

/// Who attested the result, with the signatures that they sent.
fn attestations(consortium: &Consortium, round: RoundId, result_hash: Root) -> Vec<SignedAttestation> {
	let mut found: Vec<SignedAttestation> = Vec::new();
	for (member, call) in &consortium.ledger.lock().submitted {
		let Call::Attest { round: of, result_hash: attested, possession, .. } = call else { continue };
		if *of == round && *attested == result_hash && found.iter().all(|one| one.member != *member) {
			let hash = attestation_hash(member, of, attested, possession);
			let signature = WorkerSignature(key(member).sign(&hash.0).to_bytes());
			let worker_key = public(member);
			found.push(SignedAttestation { member: *member, worker_key, possession: *possession, signature });
		}
	}
	found
}

/// The proof that a member has sent in vain.
fn proof_by(consortium: &Consortium, challenger: &MemberId, about: Root) -> FaultProof {
	let sent = challenges(consortium).into_iter().find_map(|(member, call)| match call {
		Call::Challenge { result_hash, proof, .. } if member == *challenger && result_hash == about => Some(proof),
		_ => None,
	});
	sent.expect("a challenge")
}

#[test]
fn four_of_five_collude_and_censor_and_a_file_condemns_them_without_a_chain() {
	for rule in [three_spans().rule, each_median()] {
		for lie in
			[FalseResult::Lane, FalseResult::Coefficients, FalseResult::Leaf, FalseResult::List, FalseResult::Model]
		{
			let mut consortium = colluding(lie, TaskSpec { rule: rule.clone(), ..three_spans() });
			let liars: Vec<MemberId> = consortium.members[..4].iter().map(|member| member.id).collect();
			let honest = consortium.members[4].id;
			consortium.ledger.lock().faults.gagged = Some(honest);
			consortium.until("a final round", 600, |best| best.task.final_rounds >= 1);
			// The chain says that the lie is the truth.
			let lineage = consortium.ledger.lock().best().lineages[&0].clone();
			assert_ne!(lineage.result, truth(&consortium, &lineage, 4), "{lie:?}");
			assert_eq!(lineage.attesters.to_vec(), liars);

			// The worker has written what condemns them, with the signatures as the chain has them.
			let files: Vec<_> = std::fs::read_dir(consortium.members[4].dir.join("evidence")).unwrap().collect();
			assert_eq!(files.len(), 1);
			let kept = Evidence::read(&files[0].as_ref().unwrap().path()).unwrap();
			assert_eq!(kept.result_hash, lineage.result_hash);
			let condemned = verify(&kept, |member| vec![public(member)]).unwrap();
			assert_eq!(condemned.condemned().collect::<Vec<_>>(), liars, "{lie:?}");

			let proof = proof_by(&consortium, &honest, lineage.result_hash);
			let attestations = attestations(&consortium, lineage.round, lineage.result_hash);
			let note = Note { made_by: honest, at_block: lineage.final_at };
			let made = Evidence::new(lineage.inputs, lineage.result, attestations, &proof, Some(note));
			let dir = tempfile::tempdir().unwrap();
			let file = dir.path().join("evidence.json");
			made.write(&file).unwrap();
			drop(consortium);

			// Years later, from the file and the members' keys alone.
			let known: Vec<MemberId> = liars.iter().copied().chain([honest]).collect();
			let keys = |member: &MemberId| known.iter().filter(|id| *id == member).map(public).collect::<Vec<_>>();
			let found = verify(&Evidence::read(&file).unwrap(), keys).unwrap();
			assert_eq!(found.condemned().collect::<Vec<_>>(), liars, "{lie:?}");
			assert_eq!(found.round, lineage.round);
			let expected = match lie {
				FalseResult::Lane => found.fault == Fault::AggregateStep { span: 1 },
				FalseResult::Coefficients => found.fault == Fault::Coefficients,
				FalseResult::Leaf => found.fault == Fault::GramStep { span: 1 },
				FalseResult::List => {
					matches!(found.fault, Fault::GramStep { .. } | Fault::AggregateStep { .. } | Fault::Coefficients)
				}
				FalseResult::Model => found.fault == Fault::ModelFold,
				FalseResult::Withheld => false,
			};
			assert!(expected, "{lie:?}: {:?}", found.fault);
		}
	}
}
