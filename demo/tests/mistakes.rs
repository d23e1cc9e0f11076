//! What people get wrong, at the real program: each mistake has a status that is not 0, says what, where and what to do
//! next, and leaves nothing half-done.

#[allow(dead_code)] // Each file of tests uses a part of it.
mod common;

use common::{guild, root};
use guild_demo::{
	consortium::{text, Consortium, MemberPlan},
	ports,
	prepare::{prepare, Changes},
	process::Process,
	stop::Stop,
};
use std::{fs, net::TcpListener, path::Path, time::Duration};
use tempfile::TempDir;

const BAD_FILE: i32 = 3;
const REFUSED: i32 = 4;
const UNREACHABLE: i32 = 5;

/// Checks that a failed command said everything a person needs.
fn check(what: &str, status: Option<i32>, said: &str, code: i32, words: &[&str]) {
	assert_eq!(status, Some(code), "{what}: {said}");
	for part in ["error: ", "where: ", "next: "] {
		assert!(said.contains(part), "{what}: no `{part}` in\n{said}");
	}
	for word in words {
		assert!(said.contains(word), "{what}: `{word}` is not in\n{said}");
	}
}

/// The files of one member, R80736.
fn files() -> TempDir {
	let directory = tempfile::tempdir().expect("a temporary directory");
	let example = root().join("examples").join("wind-power");
	prepare(&example, directory.path(), &["R80736".to_owned()], &Changes::default()).expect("the example is complete");
	directory
}

fn edit(path: &Path, change: impl FnOnce(&mut toml::Table)) {
	let mut table: toml::Table = toml::from_str(&fs::read_to_string(path).expect("readable")).expect("TOML");
	change(&mut table);
	fs::write(path, toml::to_string(&table).expect("TOML")).expect("writable");
}

#[test]
fn mistakes_in_a_members_files_are_named_before_anything_is_trained() {
	type Change = fn(&mut toml::Table, &Path);
	let cases: [(&str, Change, &[&str]); 4] = [
		(
			"no data file",
			|worker, _| {
				worker.insert("data".into(), vec![toml::Value::from("nowhere.csv")].into());
			},
			&["nowhere.csv"],
		),
		(
			"a column missing",
			|worker, home| {
				fs::write(home.join("rows.csv"), "time_utc,power_kw\n2014-06-01T00:00Z,12.5\n").expect("writable");
				worker.insert("data".into(), vec![toml::Value::from("rows.csv")].into());
			},
			&["wind_speed_m_s"],
		),
		(
			"a range violated",
			|worker, home| {
				let row = "2014-06-01T00:00Z,99999,5.0,12.0,180.0";
				let rows = format!("time_utc,power_kw,wind_speed_m_s,outdoor_temp_c,wind_dir_deg\n{row}\n");
				fs::write(home.join("rows.csv"), rows).expect("writable");
				worker.insert("data".into(), vec![toml::Value::from("rows.csv")].into());
			},
			&["power_kw", "line 2"],
		),
		(
			"an empty window",
			|worker, _| {
				let range = toml::Table::from_iter(
					[("from", "2031-01-01"), ("to", "2031-02-01")].map(|(key, day)| (key.to_owned(), day.into())),
				);
				worker.insert("training".into(), range.clone().into());
				worker.insert("validation".into(), range.into());
			},
			&["training"],
		),
	];
	for (what, change, words) in cases {
		let directory = files();
		let home = directory.path().join("members").join("R80736");
		edit(&home.join("worker.toml"), |worker| change(worker, &home));
		let output = guild()
			.output(&["worker", "check", "--config", &text(&home.join("worker.toml"))])
			.expect("the program starts");
		let said = String::from_utf8_lossy(&output.stderr).into_owned();
		check(what, output.status.code(), &said, BAD_FILE, words);
		assert!(!said.contains("99999"), "a row's value was printed: {said}");
	}
}

#[test]
fn an_unknown_rule_is_refused_before_any_node_is_asked() {
	let directory = files();
	let task = directory.path().join("task.toml");
	edit(&task, |task| {
		task.insert("rule".into(), toml::Table::from_iter([("name".to_owned(), "wishful".into())]).into());
	});
	let keys = directory.path().join("keys");
	guild().run(&["key", "generate", "--dir", &text(&keys)]).expect("keys are made");
	// Nobody listens there: an answer other than "not reachable" was given before asking.
	let output = guild()
		.output(&["task", "propose", "--file", &text(&task), "--keys", &text(&keys), "--url", "ws://127.0.0.1:1"])
		.expect("the program starts");
	check(
		"rule",
		output.status.code(),
		&String::from_utf8_lossy(&output.stderr),
		BAD_FILE,
		&["wishful", "geometric-median"],
	);
}

/// A consortium of one, without a worker, that has finalised a block; and its directory.
fn alone(name: &str) -> (TempDir, Consortium) {
	let directory = tempfile::tempdir().expect("a temporary directory");
	let plan = MemberPlan { name: name.into(), ..MemberPlan::default() };
	let consortium = Consortium::found(&guild(), directory.path(), &[plan]).expect("the consortium is founded");
	(directory, consortium)
}

/// Runs a node that should end by itself; returns its status and what it said.
fn run(directory: &Path, arguments: &[(&str, String)]) -> (Option<i32>, String) {
	let ports = ports::free(2).expect("free ports");
	let own = [("--port", ports[0].to_string()), ("--rpc-port", ports[1].to_string())];
	let mut all: Vec<String> = ["run", "--listen", "127.0.0.1", "--no-prometheus"].map(String::from).to_vec();
	all.extend(own.iter().chain(arguments).flat_map(|(flag, value)| [(*flag).to_owned(), value.clone()]));
	let mut process = Process::new(guild().program(), all, directory.join("mistake.log"));
	process.start().expect("the program starts");
	let status = process.wait(Duration::from_secs(60));
	assert!(status.is_some(), "it runs as if nothing were wrong:\n{}", process.log_tail(10));
	(status.and_then(|status| status.code()), process.log_text())
}

#[test]
fn a_spec_of_another_chain_and_foreign_keys_are_refused_and_nothing_is_changed() {
	let (here, mut ours) = alone("ours");
	let (_there, theirs) = alone("theirs");
	ours.start().expect("the node starts");
	ours.wait_for_finality(1, &Stop::default()).expect("a block becomes final");
	ours.stop();
	let base_path = ours.members[0].base_path.clone();

	let (status, said) = run(
		here.path(),
		&[
			("--base-path", text(&base_path)),
			("--chain", text(&theirs.spec)),
			("--keys", text(&theirs.members[0].keys)),
		],
	);
	check("another chain's spec", status, &said, BAD_FILE, &["another chain"]);

	let fresh = here.path().join("fresh");
	fs::remove_file(here.path().join("mistake.log")).expect("there is a log");
	let (status, said) = run(
		here.path(),
		&[("--base-path", text(&fresh)), ("--chain", text(&ours.spec)), ("--keys", text(&theirs.members[0].keys))],
	);
	check("foreign keys", status, &said, REFUSED, &["not a member's"]);

	ours.start().expect("the node starts again");
	ours.wait_for_finality(2, &Stop::default()).expect("its chain goes on");
}

#[test]
fn a_port_in_use_is_named_and_nothing_is_made() {
	let (here, consortium) = alone("ours");
	let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
	let port = listener.local_addr().expect("an address").port();
	let base_path = here.path().join("fresh");
	for flag in ["--port", "--rpc-port"] {
		let free = ports::free(1).expect("a free port")[0].to_string();
		let other = if flag == "--port" { "--rpc-port" } else { "--port" };
		let (base, chain, keys) = (text(&base_path), text(&consortium.spec), text(&consortium.members[0].keys));
		let taken = port.to_string();
		let arguments = [
			"run",
			"--listen",
			"127.0.0.1",
			"--no-prometheus",
			"--base-path",
			&base,
			"--chain",
			&chain,
			"--keys",
			&keys,
			flag,
			&taken,
			other,
			&free,
		];
		let output = guild().output(&arguments).expect("the program starts");
		let said = String::from_utf8_lossy(&output.stderr);
		check("a port in use", output.status.code(), &said, UNREACHABLE, &[flag, &taken]);
		assert!(!base_path.exists(), "it made {} before it refused", base_path.display());
	}
}
