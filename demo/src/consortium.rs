//! A consortium on one machine: keys, a chain spec, and one `guild run` process a member, on loopback ports.

use crate::{
	command::Guild,
	council::Council,
	failure::{Failure, Named},
	ports,
	process::Process,
	rpc::Rpc,
	stop::Stop,
};
use guild_primitives::{MemberId, TaskId};
use serde::Deserialize;
use std::{
	fs,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// Longest time from the start of the processes to the first finalised block.
const START_PATIENCE: Duration = Duration::from_secs(240);
const POLL: Duration = Duration::from_millis(200);

/// A member to be.
#[derive(Clone, Debug, Default)]
pub struct MemberPlan {
	/// Its name.
	pub name: String,
	/// Its worker's configuration.
	pub worker: Option<PathBuf>,
	/// Further arguments of its `guild run`.
	pub arguments: Vec<String>,
}

/// A member with its files and its process.
#[derive(Debug)]
pub struct Member {
	/// Its name.
	pub name: String,
	/// Its owner account.
	pub id: MemberId,
	/// Directory with its keys.
	pub keys: PathBuf,
	/// Its node's base path.
	pub base_path: PathBuf,
	/// Its node, asked by JSON-RPC.
	pub rpc: Rpc,
	/// Its node.
	pub process: Process,
}

/// One who is to become a member.
#[derive(Debug)]
pub struct Applicant {
	/// The member to be.
	pub member: Member,
	/// Its entry, as `guild gov propose admit` wants it.
	pub entry: PathBuf,
	/// Its proofs.
	pub proofs: PathBuf,
}

/// Members, and what they have in common.
#[derive(Debug)]
pub struct Consortium {
	/// The members, in the order of the plan.
	pub members: Vec<Member>,
	/// The chain spec.
	pub spec: PathBuf,
	guild: Guild,
}

#[derive(Deserialize)]
struct Keys {
	owner: MemberId,
}

impl Member {
	/// Makes its keys, and says what its process is. Gives its entry for `members.toml` as well.
	fn prepare(
		guild: &Guild,
		directory: &Path,
		spec: &Path,
		plan: &MemberPlan,
		p2p_port: u16,
		rpc_port: u16,
	) -> Result<(Self, String), Failure> {
		let home = directory.join("members").join(&plan.name);
		fs::create_dir_all(&home).named("make the directory", &home)?;
		let keys = home.join("keys");
		guild.run(&["key", "generate", "--dir", &text(&keys)])?;
		let public: Keys = guild.json(&["key", "show", "--dir", &text(&keys)])?;
		let address = format!("/ip4/127.0.0.1/tcp/{p2p_port}");
		let named = ["--toml", "--name", &plan.name, "--address", &address];
		let entry = guild.run(&[&["key", "show", "--dir", &text(&keys)], &named[..]].concat())?;
		let base_path = home.join("base");
		let mut arguments: Vec<String> =
			["run", "--listen", "127.0.0.1", "--no-prometheus", "--name", &plan.name].map(String::from).to_vec();
		for (flag, value) in [
			("--base-path", text(&base_path)),
			("--chain", text(spec)),
			("--keys", text(&keys)),
			("--port", p2p_port.to_string()),
			("--rpc-port", rpc_port.to_string()),
		] {
			arguments.extend([flag.to_owned(), value]);
		}
		if let Some(worker) = &plan.worker {
			arguments.extend(["--worker".to_owned(), text(worker)]);
		}
		arguments.extend(plan.arguments.iter().cloned());
		let member = Self {
			name: plan.name.clone(),
			id: public.owner,
			keys,
			base_path,
			rpc: Rpc::local(rpc_port),
			process: Process::new(guild.program(), arguments, home.join("node.log")),
		};
		Ok((member, entry))
	}
}

impl Consortium {
	/// Makes keys, `members.toml` and `spec.json` in `directory`, which must be empty or not there. Starts nothing.
	///
	/// # Errors
	/// What the commands refuse, or the disk.
	pub fn found(guild: &Guild, directory: &Path, plans: &[MemberPlan]) -> Result<Self, Failure> {
		fs::create_dir_all(directory).named("make the directory", directory)?;
		let ports = ports::free(plans.len() * 2)?;
		let spec = directory.join("spec.json");
		let mut entries = String::new();
		let mut members = Vec::with_capacity(plans.len());
		for (plan, ports) in plans.iter().zip(ports.chunks_exact(2)) {
			let &[p2p_port, rpc_port] = ports else { continue };
			let (member, entry) = Member::prepare(guild, directory, &spec, plan, p2p_port, rpc_port)?;
			members.push(member);
			entries += &entry;
			entries.push('\n');
		}
		let members_file = directory.join("members.toml");
		fs::write(&members_file, entries).named("write", &members_file)?;
		guild.run(&["spec", "new", "--members", &text(&members_file), "--out", &text(&spec)])?;
		Ok(Self { members, spec, guild: guild.clone() })
	}

	/// Makes keys for one who is not a member yet, and the two files that the council needs of it. Starts nothing.
	///
	/// # Errors
	/// As [`Consortium::found`].
	pub fn applicant(&self, plan: &MemberPlan) -> Result<Applicant, Failure> {
		let directory = self.spec.parent().unwrap_or(Path::new("."));
		let &[p2p_port, rpc_port] = ports::free(2)?.as_slice() else {
			return Err(Failure::new(70, "no two ports", "this program", "please report this"));
		};
		let (member, entry) = Member::prepare(&self.guild, directory, &self.spec, plan, p2p_port, rpc_port)?;
		let file = |name: &str| directory.join("members").join(&plan.name).join(name);
		let applicant = Applicant { member, entry: file("entry.toml"), proofs: file("proofs.json") };
		fs::write(&applicant.entry, entry).named("write", &applicant.entry)?;
		let proofs = self.guild.run(&["key", "prove", "--dir", &text(&applicant.member.keys), "--json"])?;
		fs::write(&applicant.proofs, proofs).named("write", &applicant.proofs)?;
		Ok(applicant)
	}

	/// Starts all that do not run.
	///
	/// # Errors
	/// As [`Process::start`].
	pub fn start(&mut self) -> Result<(), Failure> {
		self.members
			.iter_mut()
			.filter(|member| member.process.id().is_none())
			.try_for_each(|member| member.process.start())
	}

	/// Stops all, at the same time.
	pub fn stop(&mut self) {
		self.members.iter().for_each(|member| member.process.ask_to_stop());
		self.members.iter_mut().for_each(|member| member.process.stop());
	}

	/// Fails if a process has ended by itself.
	///
	/// # Errors
	/// With the last words of its log.
	pub fn check_alive(&mut self) -> Result<(), Failure> {
		for member in &mut self.members {
			if let Some(status) = member.process.ended() {
				return Err(Failure::unreachable(
					format!(
						"the node of {} ended by itself ({status}); its last words:\n{}",
						member.name,
						member.process.log_tail(8)
					),
					member.process.log_path().display(),
					"do what its last words ask for, and run this again",
				));
			}
		}
		Ok(())
	}

	/// Waits until every node has finalised block `number`.
	///
	/// # Errors
	/// A node ended, it takes too long, or it is time to stop.
	pub fn wait_for_finality(&mut self, number: u32, stop: &Stop) -> Result<(), Failure> {
		let started = Instant::now();
		loop {
			stop.sleep(POLL)?;
			self.check_alive()?;
			let behind =
				self.members.iter().find(|member| !member.rpc.finalised().is_ok_and(|finalised| finalised >= number));
			match behind {
				None => return Ok(()),
				Some(member) if started.elapsed() > START_PATIENCE => {
					return Err(Failure::unreachable(
						format!("the node of {} has not finalised block {number} after {} s", member.name, START_PATIENCE.as_secs()),
						member.process.log_path().display(),
						"see in the log whether it has peers; a firewall on the loopback interface, or a machine under heavy load?",
					))
				},
				Some(_) => {},
			}
		}
	}

	/// Proposes a task with the first member's owner key, has as many others vote yes as it takes, and closes the motion.
	///
	/// # Errors
	/// What the commands refuse.
	pub fn agree_on(&self, task: &Path, stop: &Stop) -> Result<TaskId, Failure> {
		let created = self.council()?.decide(&["task", "propose", "--file", &text(task)], stop)?;
		created.task.ok_or_else(|| {
			let url = self.members.first().map_or("", |member| member.rpc.url());
			Failure::unreachable(
				"the council's motion was closed, but no task was created",
				format!("the council at {url}"),
				format!("`guild task list --url {url}` and `guild gov list --url {url}` show where it stands"),
			)
		})
	}

	/// The members' owners; all send what they sign to the first member's node.
	///
	/// # Errors
	/// There are no members.
	pub fn council(&self) -> Result<Council, Failure> {
		let nobody = || Failure::new(70, "a consortium without members", "this program", "please report this");
		let first = self.members.first().ok_or_else(nobody)?;
		let keys = self.members.iter().map(|member| member.keys.clone()).collect();
		Ok(Council::new(&self.guild, first.rpc.url(), keys))
	}

	/// The commands that end.
	pub fn guild(&self) -> &Guild {
		&self.guild
	}

	/// A node that answers.
	///
	/// # Errors
	/// None does.
	pub fn any_rpc(&self) -> Result<&Rpc, Failure> {
		self.members.iter().map(|member| &member.rpc).find(|rpc| rpc.answers()).ok_or_else(|| {
			Failure::unreachable(
				"none of the nodes answers",
				self.spec.display(),
				"read the ends of the members' node.log beside it",
			)
		})
	}
}

impl Drop for Consortium {
	fn drop(&mut self) {
		self.stop();
	}
}

/// A path as an argument. Ours are made from names and ports; the caller's directory is shown as it is.
pub fn text(path: &Path) -> String {
	path.to_string_lossy().into_owned()
}
