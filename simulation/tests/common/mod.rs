//! A task that trains in no time.

const TASK: &str = r#"
name = "made-up"
description = "A linear relation"
rounds = 3
scale = 14
clip_norm = 2.0
norm_bound = 3.0
min_participants = 4
max_samples = 1000
mechanism = "none"
[rule]
name = "mean"
[windows]
commit_blocks = 12
availability_blocks = 12
attest_blocks = 12
challenge_blocks = CHALLENGE_BLOCKS
[model]
kind = "linear"
seed = 1
[features]
step_seconds = 1
stride_rows = 1
target = { column = "y", unit = "", next_rows = 1, scale = 1.0 }
inputs = [{ column = "x", unit = "", lags = 4 }]
[training]
optimiser = "sgd"
learning_rate = 0.1
steps = 10
batch_size = 16
"#;

/// The task file, with so many blocks for Challenge: at least two a member.
pub fn task(challenge_blocks: u32) -> String {
	TASK.replace("CHALLENGE_BLOCKS", &challenge_blocks.to_string())
}
