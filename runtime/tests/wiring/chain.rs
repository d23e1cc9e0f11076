//! A chain of the `local` preset's four members, block by block.

use codec::Encode;
use frame_support::storage::with_transaction;
use guild_primitives::{
	key_statement, limits::BLOCK_TIME_MS, AccountBytes, KeyProofs, MemberId, MemberKeys, NodeKey, NodeSignature,
	ProvenKey, WorkerKey, WorkerSignature,
};
use guild_runtime::{
	genesis::{self, WellKnown, WELL_KNOWN},
	AccountId, Executive, Hash, Header, Nonce, Runtime, RuntimeCall, Signature, SignedPayload, System,
	UncheckedExtrinsic, VERSION,
};
use sp_core::{
	crypto::Pair,
	ed25519,
	offchain::{testing::TestTransactionPoolExt, TransactionPoolExt},
	traits::ReadRuntimeVersionExt,
};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	traits::Header as _,
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, BuildStorage, DispatchError, TransactionOutcome,
};

/// The owner accounts of the four members.
pub const OWNERS: [Sr25519Keyring; 4] =
	[Sr25519Keyring::AliceStash, Sr25519Keyring::BobStash, Sr25519Keyring::CharlieStash, Sr25519Keyring::DaveStash];
/// Their duty accounts.
pub const DUTIES: [Sr25519Keyring; 4] =
	[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie, Sr25519Keyring::Dave];
/// An account that has money and no member.
pub const STRANGER: Sr25519Keyring = Sr25519Keyring::Ferdie;

/// A chain; it knows its last block.
pub struct Chain {
	state: sp_io::TestExternalities,
	last: Header,
	slot: u64,
	/// The validators that make no blocks, by their places among the four.
	dead: Vec<u64>,
}

impl Chain {
	/// The chain of four members, with nothing but its genesis.
	pub fn new() -> Self {
		let members = WELL_KNOWN.iter().map(WellKnown::member).collect::<Vec<_>>();
		let mut config = genesis::config_of(&members).unwrap();
		config.balances.balances.push((STRANGER.to_account_id(), guild_runtime::constants::DUTY_ENDOWMENT));
		let state = sp_io::TestExternalities::new(config.build_storage().unwrap());
		let genesis = Header::new(0, Hash::zero(), Hash::repeat_byte(1), Hash::zero(), Digest::default());
		Self { state, last: genesis, slot: 0, dead: Vec::new() }
	}

	/// Gives the runtime what it asks of its host.
	pub fn register(&mut self, extension: ReadRuntimeVersionExt) {
		self.state.register_extension(extension);
	}

	/// Gives the runtime a pool that it may send transactions to, and returns what shows them.
	pub fn open_pool(&mut self) -> impl Fn() -> Vec<Vec<u8>> {
		let (pool, state) = TestTransactionPoolExt::new();
		self.state.register_extension(TransactionPoolExt::new(pool));
		move || state.read().transactions.clone()
	}

	/// Reads the state.
	pub fn read<R>(&mut self, read: impl FnOnce() -> R) -> R {
		self.state.execute_with(read)
	}

	/// Makes a block of these calls, each signed by its account, and says how each went.
	pub fn block(&mut self, calls: Vec<(Sr25519Keyring, RuntimeCall)>) -> Vec<ApplyExtrinsicResult> {
		// Signed one by one as the block is made: a nonce counts those before it.
		self.make(calls.into_iter().map(|(signer, call)| move || sign(signer, call)))
	}

	/// Makes a block of these transactions.
	pub fn block_of(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
		self.make(transactions.into_iter().map(|transaction| move || transaction))
	}

	/// Makes a block, after which the invariants of all pallets hold (feature `try-runtime`).
	fn make<F: FnOnce() -> UncheckedExtrinsic>(
		&mut self,
		transactions: impl Iterator<Item = F>,
	) -> Vec<ApplyExtrinsicResult> {
		let Self { state, last, slot, dead } = self;
		*slot += 1;
		while dead.contains(&(*slot % 4)) {
			*slot += 1; // It passes without a block.
		}
		let slot = *slot;
		state.execute_with(|| {
			let number = last.number + 1;
			let digest = Digest { logs: vec![DigestItem::PreRuntime(*b"aura", slot.encode())] };
			Executive::initialize_block(&Header::new(number, Hash::zero(), Hash::zero(), last.hash(), digest));
			let timestamp = pallet_timestamp::Call::set { now: slot * BLOCK_TIME_MS };
			Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(timestamp.into())).unwrap().unwrap();
			let results = transactions.map(|transaction| Executive::apply_extrinsic(transaction())).collect();
			*last = Executive::finalize_block();
			check_invariants(number);
			results
		})
	}

	/// Makes a block of one call.
	pub fn call(&mut self, signer: Sr25519Keyring, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
		self.block(vec![(signer, call.into())]).remove(0)
	}

	/// The validator of this owner makes no more blocks. The four have not changed.
	pub fn kill(&mut self, owner: Sr25519Keyring) {
		let account = owner.to_account_id();
		let place = self.read(guild_runtime::Session::validators).iter().position(|other| *other == account);
		self.dead.push(place.unwrap() as u64);
	}

	/// What a pool would be told of this transaction that came from another node. Nothing of it is kept.
	pub fn validate(&mut self, transaction: UncheckedExtrinsic) -> TransactionValidity {
		self.validate_from(TransactionSource::External, transaction)
	}

	/// The same of one that came from there.
	pub fn validate_from(&mut self, source: TransactionSource, transaction: UncheckedExtrinsic) -> TransactionValidity {
		let hash = self.last.hash();
		self.state.execute_with(|| {
			with_transaction(|| {
				let said = Executive::validate_transaction(source, transaction, hash);
				TransactionOutcome::Rollback(Ok::<_, DispatchError>(said))
			})
			.unwrap()
		})
	}

	/// Makes empty blocks.
	pub fn pass(&mut self, blocks: u32) {
		for _ in 0..blocks {
			self.block(vec![]);
		}
	}
}

#[cfg(feature = "try-runtime")]
fn check_invariants(number: u32) {
	use frame_support::traits::{TryState, TryStateSelect};
	guild_runtime::AllPalletsWithSystem::try_state(number, TryStateSelect::All).unwrap();
}

#[cfg(not(feature = "try-runtime"))]
fn check_invariants(_number: u32) {}

/// Signs at the next nonce of the account.
pub fn sign(signer: Sr25519Keyring, call: RuntimeCall) -> UncheckedExtrinsic {
	sign_at(signer, call, System::account_nonce(signer.to_account_id()))
}

/// Signs at this nonce.
pub fn sign_at(signer: Sr25519Keyring, call: RuntimeCall, nonce: Nonce) -> UncheckedExtrinsic {
	let account = signer.to_account_id();
	let extension = guild_runtime::tx_extension(nonce, Era::Immortal);
	let genesis = System::block_hash(0);
	let implicit = guild_runtime::tx_implicit(VERSION.spec_version, VERSION.transaction_version, genesis, genesis);
	let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
	let signature = payload.using_encoded(|bytes| signer.pair().sign(bytes));
	UncheckedExtrinsic::new_signed(call, account.into(), Signature::Sr25519(signature), extension)
}

/// The members of the preset, by their owners.
pub fn owner(member: usize) -> MemberId {
	MemberId(OWNERS[member].public().0)
}

/// Hot keys that are nobody's.
pub fn new_keys(first: u8) -> MemberKeys {
	let [worker, node] = pairs(first).map(|pair| pair.public().0);
	MemberKeys { duty: AccountBytes([first; 32]), worker: WorkerKey(worker), node: NodeKey(node) }
}

/// What they sign for this member.
pub fn proofs(first: u8, member: MemberId) -> KeyProofs {
	let (keys, [worker, node]) = (new_keys(first), pairs(first));
	let sign = |pair: ed25519::Pair, key| pair.sign(&key_statement(&member, &key).0).0;
	KeyProofs {
		worker: WorkerSignature(sign(worker, ProvenKey::Worker(keys.worker))),
		node: NodeSignature(sign(node, ProvenKey::Node(keys.node))),
	}
}

fn pairs(first: u8) -> [ed25519::Pair; 2] {
	[first + 1, first + 2].map(|seed| ed25519::Pair::from_seed(&[seed; 32]))
}

/// The account of a keyring entry.
pub fn account(key: Sr25519Keyring) -> AccountId {
	key.to_account_id()
}

/// Most weight of a block, for comparisons.
pub fn max_block() -> frame_support::weights::Weight {
	<Runtime as frame_system::Config>::BlockWeights::get().max_block
}
