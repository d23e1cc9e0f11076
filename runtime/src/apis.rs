//! What a node may ask of the runtime.

#![allow(missing_docs)] // The macro's own items.

use crate::{
	genesis, AccountId, Aura, Balance, Block, Consortium, Equivocation, Executive, Grandpa, Hash, Header,
	InherentDataExt, Nonce, PrivacyBudget, Reputation, Rewards, Runtime, RuntimeCall, RuntimeGenesisConfig,
	SessionKeys, System, Training, TransactionPayment, VERSION,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	traits::KeyOwnerProofSystem,
	weights::Weight,
};
use guild_agreement::{AgreementView, RoundPayout, SurveyView};
use guild_primitives::{
	fault::{Unjudged, Verdict},
	reputation::ReputationView,
	AccountBytes, AgreementId, Duty, LedgerEntry, Lineage, MemberId, MemberView, ResultBody, Root, RoundId, RoundIndex,
	RoundView, TaskId, TaskView,
};
use pallet_grandpa::AuthorityId as GrandpaId;
use sp_api::impl_runtime_apis;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult,
};
use sp_version::RuntimeVersion;

impl_runtime_apis! {
	impl guild_primitives::api::TrainingApi<Block> for Runtime {
		fn duties(member: MemberId) -> Vec<Duty> {
			Training::duties(member)
		}

		fn task(task: TaskId) -> Option<TaskView> {
			Training::task_view(task)
		}

		fn tasks(from: TaskId, limit: u32) -> Vec<TaskView> {
			Training::tasks_view(from, limit)
		}

		fn round(round: RoundId) -> Option<RoundView> {
			Training::round_view(round)
		}

		fn lineage(round: RoundId) -> Option<Lineage> {
			Training::lineage(round)
		}

		fn round_of_model(model_root: Root) -> Option<RoundId> {
			Training::round_of_model(model_root)
		}

		fn attested_result(round: RoundId, result_hash: Root) -> Option<ResultBody> {
			Training::attested_result(round, result_hash)
		}

		fn check_fault(
			round: RoundId,
			result_hash: Root,
			attester: Option<MemberId>,
			proof: Vec<u8>,
		) -> Result<Verdict, Unjudged> {
			Training::check_fault(round, result_hash, attester, &proof)
		}

		fn check_own(round: RoundId, body: ResultBody, proof: Vec<u8>) -> Result<Verdict, Unjudged> {
			Training::check_own(round, &body, &proof)
		}

		fn check_final(round: RoundId, proof: Vec<u8>) -> Result<Verdict, Unjudged> {
			Training::check_final(round, &proof)
		}

		fn last_final_round(task: TaskId, index: RoundIndex) -> Option<RoundIndex> {
			Training::last_final_round(task, index)
		}
	}

	impl guild_primitives::api::PrivacyApi<Block> for Runtime {
		fn privacy_ledger(member: MemberId) -> Vec<LedgerEntry> {
			PrivacyBudget::ledger(member)
		}
	}

	impl guild_primitives::api::ConsortiumApi<Block> for Runtime {
		fn members() -> Vec<MemberView> {
			Consortium::members()
		}

		fn member(member: MemberId) -> Option<MemberView> {
			Consortium::member(member)
		}

		fn member_of_duty(duty: AccountBytes) -> Option<MemberId> {
			<Consortium as guild_primitives::ConsortiumMembers>::member_of_duty(&duty)
		}
	}

	impl guild_primitives::api::ReputationApi<Block> for Runtime {
		fn reputation(member: MemberId) -> ReputationView {
			Reputation::reputation(member)
		}
	}

	impl guild_agreement::api::AgreementApi<Block> for Runtime {
		fn agreement(id: AgreementId) -> Option<AgreementView> {
			Rewards::agreement_view(id)
		}

		fn agreements(from: AgreementId, limit: u32) -> Vec<AgreementView> {
			Rewards::agreements_view(from, limit)
		}

		fn agreement_of(task: TaskId) -> Option<AgreementId> {
			pallet_rewards::AgreementOf::<Runtime>::get(task)
		}

		fn payouts(task: TaskId, from: RoundIndex, limit: u32) -> Vec<(RoundId, RoundPayout)> {
			Rewards::payouts_view(task, from, limit)
		}

		fn survey(id: AgreementId) -> Option<SurveyView> {
			Rewards::survey_view(id)
		}
	}

	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block);
		}

		fn initialize_block(header: &Header) -> sp_runtime::ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(data: sp_inherents::InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			transaction: <Block as BlockT>::Extrinsic,
			block_hash: Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, transaction, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
		fn slot_duration() -> sp_consensus_aura::SlotDuration {
			sp_consensus_aura::SlotDuration::from_millis(Aura::slot_duration())
		}

		fn authorities() -> Vec<AuraId> {
			pallet_aura::Authorities::<Runtime>::get().into_inner()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(owner: Vec<u8>, seed: Option<Vec<u8>>) -> sp_session::OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			Grandpa::current_set_id()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_grandpa::EquivocationProof<Hash, NumberFor<Block>>,
			key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Grandpa::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof.decode()?)
		}

		// Of the session of the block at which it is asked, as the API has it.
		fn generate_key_ownership_proof(
			_set_id: sp_consensus_grandpa::SetId,
			authority_id: GrandpaId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			Equivocation::prove((sp_consensus_grandpa::KEY_TYPE, authority_id))
				.map(|proof| sp_consensus_grandpa::OpaqueKeyOwnershipProof::new(proof.encode()))
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
		fn query_info(
			extrinsic: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(extrinsic, len)
		}

		fn query_fee_details(
			extrinsic: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_fee_details(extrinsic, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall> for Runtime {
		fn query_call_info(call: RuntimeCall, len: u32) -> pallet_transaction_payment::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(call: RuntimeCall, len: u32) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, genesis::preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			genesis::preset_names()
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(
			extra: bool,
		) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
			crate::benchmarks::metadata(extra)
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			crate::benchmarks::dispatch(config)
		}
	}

	#[cfg(feature = "try-runtime")]
	#[allow(clippy::unwrap_used, clippy::expect_used)] // A dry run exists to fail loudly, with a backtrace.
	impl frame_try_runtime::TryRuntime<Block> for Runtime {
		fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
			let weight = Executive::try_runtime_upgrade(checks).unwrap();
			(weight, crate::configs::RuntimeBlockWeights::get().max_block)
		}

		fn execute_block(
			block: <Block as BlockT>::LazyBlock,
			state_root_check: bool,
			signature_check: bool,
			select: frame_try_runtime::TryStateSelect,
		) -> Weight {
			Executive::try_execute_block(block, state_root_check, signature_check, select).expect("the block executes")
		}
	}
}
