//! The page's style sheet: one column of text, wide figures, light and dark by the reader's own setting.

/// The whole of it; nothing is loaded from anywhere.
pub const SHEET: &str = r#"
:root {
	color-scheme: light dark;
	--paper: #fbfaf7; --card: #ffffff; --ink: #1c2024; --muted: #666b70; --grid: #e4e1da; --rule: #d9d5cc;
	--federated: #1f5fbf; --alone: #c2591b; --pooled: #2f7d5b; --persistence: #8a8d91; --lie: #b3263a;
	--member-1: #1f5fbf; --member-2: #2f8f83; --member-3: #c08a1e; --member-4: #8456a8;
}
@media (prefers-color-scheme: dark) {
	:root {
		--paper: #15181b; --card: #1c2024; --ink: #e9e6df; --muted: #9ba0a5; --grid: #2c3136; --rule: #343a40;
		--federated: #78aef5; --alone: #f0935a; --pooled: #6cc39b; --persistence: #8d9297; --lie: #f0788a;
		--member-1: #78aef5; --member-2: #63c7b9; --member-3: #e5b95a; --member-4: #bd95dd;
	}
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
	margin: 0; background: var(--paper); color: var(--ink);
	font: 18px/1.6 Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Georgia, serif;
	text-rendering: optimizeLegibility;
}
main { max-width: 1000px; margin: 0 auto; padding: 64px 28px 96px; }
p, ul, dl, .lead { max-width: 68ch; }
h1 { font-size: 44px; line-height: 1.12; letter-spacing: -0.015em; margin: 0 0 10px; font-weight: 700; }
h2 { font-size: 25px; line-height: 1.25; margin: 72px 0 8px; letter-spacing: -0.005em; }
.when { color: var(--muted); margin: 0 0 32px; font-size: 16px; }
.lead { font-size: 21px; line-height: 1.5; margin: 0 0 34px; }
a { color: var(--federated); }
.sans, table, figcaption, .key, .facts, .checks { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 1px; background: var(--rule); border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; margin: 0; padding: 0; max-width: none; }
.facts div { background: var(--card); padding: 18px 20px; }
.facts dt { font-size: 13px; line-height: 1.35; color: var(--muted); }
.facts dd { margin: 0 0 4px; font-size: 27px; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
figure { margin: 26px 0 0; }
figure svg { display: block; width: 100%; height: auto; }
svg text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
figcaption { color: var(--muted); font-size: 14px; line-height: 1.5; margin-top: 10px; max-width: 80ch; }
.key { display: flex; flex-wrap: wrap; gap: 6px 22px; font-size: 14px; margin: 18px 0 0; padding: 0; list-style: none; max-width: none; }
.key li { display: flex; align-items: center; gap: 8px; }
.key i { width: 12px; height: 12px; border-radius: 50%; flex: none; }
.scroll { overflow-x: auto; margin: 26px 0 0; }
table { border-collapse: collapse; width: 100%; font-size: 15px; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 9px 14px; border-bottom: 1px solid var(--grid); white-space: nowrap; }
th { font-weight: 600; color: var(--muted); font-size: 13px; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td:first-child { font-weight: 600; }
td.best { color: var(--federated); font-weight: 600; }
td .by { display: block; font-size: 12.5px; color: var(--muted); font-weight: 400; }
.checks { list-style: none; padding: 0; margin: 22px 0 0; max-width: none; }
.checks li { padding: 14px 0 14px 34px; border-bottom: 1px solid var(--grid); position: relative; font-size: 15px; line-height: 1.45; }
.checks li::before { content: "✓"; position: absolute; left: 4px; color: var(--pooled); font-weight: 700; }
.checks li.not::before { content: "✗"; color: var(--lie); }
.checks span { display: block; color: var(--muted); font-size: 13.5px; overflow-wrap: anywhere; }
code { font: 0.82em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.words dt { font-weight: 700; margin-top: 14px; }
.words dd { margin: 0; color: var(--muted); }
td.words, th.words { white-space: normal; min-width: 19ch; text-align: left; }
.steps { max-width: 68ch; padding-left: 1.3em; margin: 22px 0 0; }
.steps li { margin: 0 0 14px; padding-left: 6px; }
.lie { border-left: 3px solid var(--lie); padding-left: 20px; margin: 34px 0 0; }
footer { margin-top: 80px; padding-top: 22px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 14.5px; line-height: 1.55; }
@media (max-width: 640px) { main { padding-top: 36px; } h1 { font-size: 33px; } .lead { font-size: 19px; } }
@media print { body { font-size: 11pt; } main { padding: 0; } figure, table { break-inside: avoid; } }
"#;
