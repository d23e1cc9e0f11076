//! `guild key`: a member's keys.

use crate::{
	exit::{CliError, ExitCode},
	keys::{self, Key, KeyDir, PublicKeys},
};
use guild_primitives::{
	key_statement, KeyProofs, MemberId, NodeKey, NodeSignature, ProvenKey, WorkerKey, WorkerSignature,
};
use sc_network_types::PeerId;
use serde::Serialize;
use sp_core::{
	crypto::{Ss58AddressFormat, Ss58Codec},
	Pair,
};
use sp_runtime::AccountId32;
use std::path::PathBuf;

/// Makes and shows a member's keys.
#[derive(Debug, clap::Subcommand)]
pub enum KeyCommand {
	/// Makes a directory with a new key of each kind.
	///
	/// Six files: owner and duty (accounts), aura and grandpa (block production and finality), node (the network),
	/// worker (manifests). Only you can read them, none is ever overwritten, and no command prints them. A running node
	/// needs all but `owner`: move that one to a safe place.
	#[command(after_help = "Example:\n  guild key generate --dir keys")]
	Generate(Generate),
	/// Shows the public half of the keys: as a table, as JSON, or as the entry of `members.toml`.
	#[command(
		after_help = "Examples:\n  guild key show --dir keys\n  guild key show --dir keys --toml --name \"Nordwind AG\" \
		--address /dns4/guild.nordwind.example/tcp/30333 >> members.toml"
	)]
	Show(Show),
	/// Signs with the worker key and the node key that they are the member's: what a chain asks for before they are.
	///
	/// The proofs are no secret, and good for this member alone. Give them, with the public keys, to whoever proposes your
	/// admission; or to your own owner account, to replace the keys.
	#[command(
		after_help = "Examples:\n  guild key prove --dir keys\n  guild key prove --dir new-keys --member HEX --json"
	)]
	Prove(Prove),
}

/// Arguments of `guild key generate`.
#[derive(Debug, clap::Args)]
pub struct Generate {
	/// Directory to make.
	#[arg(long, value_name = "DIR")]
	dir: PathBuf,
	/// Print one JSON object.
	#[arg(long)]
	json: bool,
	/// Instead of new keys, those of a member of the presets `dev` and `local`, which everybody knows: alice, bob,
	/// charlie or dave.
	#[arg(long, value_name = "NAME")]
	well_known: Option<String>,
}

/// Arguments of `guild key show`.
#[derive(Debug, clap::Args)]
pub struct Show {
	/// Directory with the keys.
	#[arg(long, value_name = "DIR")]
	dir: PathBuf,
	/// Print one JSON object.
	#[arg(long, conflicts_with = "toml")]
	json: bool,
	/// Print this member's entry for `members.toml`.
	#[arg(long, requires = "name")]
	toml: bool,
	/// The member's name, for the entry.
	#[arg(long, requires = "toml")]
	name: Option<String>,
	/// Address at which the other members reach this node, for the entry: `/dns4/HOST/tcp/PORT` or `/ip4/IP/tcp/PORT`.
	#[arg(long, requires = "toml", value_name = "MULTIADDR")]
	address: Option<String>,
}

/// Arguments of `guild key prove`.
#[derive(Debug, clap::Args)]
pub struct Prove {
	/// Directory with the keys.
	#[arg(long, value_name = "DIR")]
	dir: PathBuf,
	/// The member, by its owner account at admission: 64 hexadecimal digits. By default the owner key in the directory.
	#[arg(long, value_name = "HEX")]
	member: Option<MemberId>,
	/// Print one JSON object: {"worker", "node"}.
	#[arg(long)]
	json: bool,
}

/// What is shown of the keys.
#[derive(Serialize)]
struct Shown {
	#[serde(flatten)]
	public: PublicKeys,
	/// Address of the owner account, as other tools write it.
	owner_address: String,
	/// Address of the duty account.
	duty_address: String,
	/// The node's name on the network.
	peer_id: String,
}

impl Shown {
	fn of(public: PublicKeys) -> Result<Self, CliError> {
		Ok(Self {
			owner_address: address(public.owner.0),
			duty_address: address(public.duty.0),
			peer_id: peer_id(&public.node.0)?.to_string(),
			public,
		})
	}

	fn print(&self, json: bool) -> Result<(), CliError> {
		if json {
			println!("{}", to_json(self)?);
			return Ok(());
		}
		for (key, public) in self.public.each() {
			let also = match key {
				Key::Owner => format!("  address {}", self.owner_address),
				Key::Duty => format!("  address {}", self.duty_address),
				Key::Node => format!("  peer {}", self.peer_id),
				Key::Aura | Key::Grandpa | Key::Worker => String::new(),
			};
			println!("{:<8} {}{also}", key.name(), hex::encode(public));
		}
		Ok(())
	}
}

impl KeyCommand {
	/// Runs the command.
	///
	/// # Errors
	/// What [`KeyDir`] refuses.
	pub fn run(&self) -> Result<(), CliError> {
		match self {
			Self::Generate(arguments) => generate(arguments),
			Self::Show(arguments) => show(arguments),
			Self::Prove(arguments) => prove(arguments),
		}
	}
}

fn generate(arguments: &Generate) -> Result<(), CliError> {
	let dir = match &arguments.well_known {
		None => KeyDir::generate(&arguments.dir)?,
		Some(name) => {
			let seeds = keys::well_known_seeds(name).ok_or_else(|| {
				CliError::usage(format!("no preset has a member `{name}`"), "one of: alice, bob, charlie, dave")
			})?;
			KeyDir::create(&arguments.dir, &seeds)?
		}
	};
	Shown::of(dir.public()?)?.print(arguments.json)?;
	if !arguments.json {
		let path = dir.path().display();
		eprintln!("Made six keys in {path}. Back them up; move {path}/owner to a safe place, a running node does not need it.");
		eprintln!("Next: `guild key show --dir {path} --toml --name NAME` is what you give to the other members.");
	}
	Ok(())
}

fn show(arguments: &Show) -> Result<(), CliError> {
	let public = KeyDir::open(&arguments.dir)?.public()?;
	match (&arguments.name, arguments.toml) {
		(Some(name), true) => {
			let entry =
				crate::chain_spec::Member { name: name.clone(), address: arguments.address.clone(), keys: public };
			entry.check().map_err(|what| CliError::usage(what, "correct --name or --address"))?;
			print!("{}", entry.to_toml()?);
			Ok(())
		}
		_ => Shown::of(public)?.print(arguments.json),
	}
}

fn prove(arguments: &Prove) -> Result<(), CliError> {
	let dir = KeyDir::open(&arguments.dir)?;
	let member = match arguments.member {
		Some(member) => member,
		None => MemberId(dir.sr25519(Key::Owner)?.public().0),
	};
	let proofs = proofs(&dir, &member)?;
	if arguments.json {
		println!("{}", to_json(&proofs)?);
	} else {
		println!("{:<8} {}", Key::Worker.name(), proofs.worker);
		println!("{:<8} {}", Key::Node.name(), proofs.node);
	}
	Ok(())
}

/// Signatures by the keys in the directory over that they are the member's.
///
/// # Errors
/// What [`KeyDir`] refuses.
pub fn proofs(dir: &KeyDir, member: &MemberId) -> Result<KeyProofs, CliError> {
	let sign = |key: Key, proven: fn([u8; 32]) -> ProvenKey| {
		let pair = dir.ed25519(key)?;
		Ok::<_, CliError>(pair.sign(&key_statement(member, &proven(pair.public().0)).0).0)
	};
	Ok(KeyProofs {
		worker: WorkerSignature(sign(Key::Worker, |key| ProvenKey::Worker(WorkerKey(key)))?),
		node: NodeSignature(sign(Key::Node, |key| ProvenKey::Node(NodeKey(key)))?),
	})
}

fn address(account: [u8; 32]) -> String {
	AccountId32::from(account)
		.to_ss58check_with_version(Ss58AddressFormat::custom(guild_runtime::constants::SS58_PREFIX))
}

/// The name on the network of the node with this key.
///
/// # Errors
/// The bytes are no ed25519 key.
pub fn peer_id(node: &[u8; 32]) -> Result<PeerId, CliError> {
	PeerId::from_ed25519(node).ok_or_else(|| {
		CliError::bad_file(
			"this is not an ed25519 public key",
			hex::encode(node),
			"take the node key that `guild key show` prints",
		)
	})
}

/// One pretty JSON object.
///
/// # Errors
/// Never, for our types.
pub fn to_json(value: &impl Serialize) -> Result<String, CliError> {
	serde_json::to_string_pretty(value).map_err(|error| CliError::new(ExitCode::Bug, error, "", "please report this"))
}
