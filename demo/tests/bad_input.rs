//! What an operator can get wrong: each mistake gets a message that says what, where and what next, a status that is
//! not 0, and nothing is left half-done.

mod common;

use common::{guild, root};
use std::{
	fs,
	net::TcpListener,
	path::{Path, PathBuf},
	process::Output,
};
use tempfile::TempDir;

/// Keys and a spec of one member, and keys of somebody else.
struct Files {
	directory: TempDir,
	spec: PathBuf,
	keys: PathBuf,
	foreign_keys: PathBuf,
}

fn text(path: &Path) -> String {
	path.display().to_string()
}

fn run(arguments: &[&str]) -> Output {
	guild().output(arguments).expect("the program starts")
}

/// Asserts status and words of a refusal, and that it has the form of all our errors.
fn refuses(arguments: &[&str], status: i32, words: &[&str]) {
	let output = run(arguments);
	let said = String::from_utf8_lossy(&output.stderr);
	assert_eq!(output.status.code(), Some(status), "{arguments:?} said: {said}");
	for word in ["error: ", "next: "].iter().chain(words) {
		assert!(said.contains(word), "{arguments:?} did not say `{word}`, but: {said}");
	}
}

fn spec_of(directory: &Path, name: &str) -> (PathBuf, PathBuf) {
	let (keys, members, spec) = (
		directory.join(format!("{name}-keys")),
		directory.join(format!("{name}.toml")),
		directory.join(format!("{name}.json")),
	);
	assert!(run(&["key", "generate", "--dir", &text(&keys)]).status.success());
	let public = run(&["key", "show", "--dir", &text(&keys), "--toml", "--name", name]);
	fs::write(&members, public.stdout).expect("the members file is written");
	assert!(run(&["spec", "new", "--members", &text(&members), "--out", &text(&spec)]).status.success());
	(spec, keys)
}

fn files() -> Files {
	let directory = tempfile::tempdir().expect("a temporary directory");
	let (spec, keys) = spec_of(directory.path(), "ours");
	let (_, foreign_keys) = spec_of(directory.path(), "theirs");
	Files { directory, spec, keys, foreign_keys }
}

#[test]
fn keys_that_are_not_a_members_are_refused_and_nothing_stays() {
	let files = files();
	let base = files.directory.path().join("base");
	let (spec, keys, base_text) = (text(&files.spec), text(&files.foreign_keys), text(&base));
	refuses(
		&["run", "--base-path", &base_text, "--chain", &spec, "--keys", &keys],
		4,
		&["not a member's", "ours.json"],
	);
	assert!(!base.exists(), "a refused start left {base_text} behind");
}

#[test]
fn a_base_path_of_another_chain_is_refused() {
	let files = files();
	let base = text(&files.directory.path().join("base"));
	let (spec, keys) = (text(&files.spec), text(&files.keys));
	// A node that ran for a moment makes it a base path of our chain.
	let mut node = std::process::Command::new(guild().program())
		.args([
			"run",
			"--base-path",
			&base,
			"--chain",
			&spec,
			"--keys",
			&keys,
			"--listen",
			"127.0.0.1",
			"--no-prometheus",
		])
		.args(["--port", &free_port(), "--rpc-port", &free_port()])
		.stderr(std::process::Stdio::null())
		.spawn()
		.expect("the program starts");
	let database = files.directory.path().join("base").join("chain").join("paritydb");
	let made = (0..600).any(|_| {
		std::thread::sleep(std::time::Duration::from_millis(200));
		database.exists()
	});
	let _ = node.kill();
	let _ = node.wait();
	assert!(made, "no database under {base} after two minutes");

	let (theirs, _) = spec_of(files.directory.path(), "another");
	refuses(&["run", "--base-path", &base, "--chain", &text(&theirs), "--keys", &keys], 3, &["another chain", &base]);
}

fn free_port() -> String {
	let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
	listener.local_addr().expect("it has an address").port().to_string()
}

#[test]
fn a_port_in_use_is_named() {
	let files = files();
	let base = text(&files.directory.path().join("base"));
	let (spec, keys) = (text(&files.spec), text(&files.keys));
	let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
	let port = taken.local_addr().expect("it has an address").port().to_string();
	let start =
		["run", "--base-path", &base, "--chain", &spec, "--keys", &keys, "--listen", "127.0.0.1", "--no-prometheus"];
	let node = [&start[..], &["--port", &port, "--rpc-port", &free_port()]].concat();
	refuses(&node, 5, &[&port, "--port"]);
	let rpc = [&start[..], &["--port", &free_port(), "--rpc-port", &port]].concat();
	refuses(&rpc, 5, &[&port, "--rpc-port"]);
}

#[test]
fn an_unknown_rule_is_answered_with_the_known_ones() {
	let files = files();
	let lanes = files.directory.path().join("a.lanes");
	fs::write(&lanes, [1, 0, 2, 0]).expect("the lanes are written");
	let aggregate = ["aggregate", "--rule", "best", "--scale", "14", "--json", &text(&lanes)];
	refuses(&aggregate, 2, &["`best`", "geometric-median"]);
}

#[test]
fn lanes_that_are_malformed_are_refused_with_the_place() {
	let files = files();
	let lanes = files.directory.path().join("a.lanes");
	fs::write(&lanes, [1, 0, 0, 0x80]).expect("the lanes are written");
	let aggregate = ["aggregate", "--rule", "mean", "--scale", "14", "--json", &text(&lanes)];
	refuses(&aggregate, 3, &["-32768", "a.lanes"]);
	fs::write(&lanes, [1, 0, 2]).expect("the lanes are written");
	refuses(&aggregate, 3, &["a.lanes"]);
}

#[test]
fn data_that_is_not_as_the_config_says_is_refused() {
	let directory = tempfile::tempdir().expect("a temporary directory");
	let example = root().join("examples").join("wind-power");
	let config = directory.path().join("worker.toml");
	let check = ["worker", "check", "--config", &text(&config)].map(String::from);
	let check: Vec<&str> = check.iter().map(String::as_str).collect();
	refuses(&check, 3, &["no worker config file", "worker.toml"]);

	let source = fs::read_to_string(example.join("R80711.toml")).expect("the example is there");
	let text_of = |file: &str| text(&example.join(file));
	let here = ["task.toml", "schema.toml"]
		.iter()
		.fold(source, |text, file| text.replace(&format!("\"{file}\""), &format!("{:?}", text_of(file))));
	fs::write(&config, here).expect("the config is written");
	// The path of the data counts from the config's own folder, where there is none.
	refuses(&check, 3, &["R80711.csv.gz"]);
}

#[test]
fn a_node_that_does_not_run_is_named() {
	refuses(&["task", "list", "--url", &format!("ws://127.0.0.1:{}", free_port())], 5, &["ws://127.0.0.1:"]);
}
