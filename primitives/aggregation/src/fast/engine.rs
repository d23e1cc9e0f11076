//! Which instructions the kernels use, found out when the program runs.

/// A set of kernels. All give the same bits.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Engine {
	/// Plain Rust, for any processor.
	Portable,
	/// 256-bit integer vectors. The token is the proof that the processor has them.
	#[cfg(target_arch = "x86_64")]
	Avx2(pulp::x86::V3),
	/// Those, and 512-bit integer vectors with VNNI.
	#[cfg(target_arch = "x86_64")]
	Avx512(pulp::x86::V3, Vnni),
	/// 128-bit integer vectors of aarch64.
	#[cfg(target_arch = "aarch64")]
	Neon(Neon),
}

/// The proof that the processor has AVX-512 with BW and VNNI.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug)]
pub struct Vnni(());

#[cfg(target_arch = "x86_64")]
impl Vnni {
	/// The proof, if it holds.
	pub fn try_new() -> Option<Self> {
		let has = is_x86_feature_detected!("avx512f")
			&& is_x86_feature_detected!("avx512bw")
			&& is_x86_feature_detected!("avx512vnni");
		has.then_some(Self(()))
	}
}

/// The proof that the processor has NEON, as practically all of this kind do.
#[cfg(target_arch = "aarch64")]
#[derive(Clone, Copy, Debug)]
pub struct Neon(());

#[cfg(target_arch = "aarch64")]
impl Neon {
	/// The proof, if it holds.
	pub fn try_new() -> Option<Self> {
		std::arch::is_aarch64_feature_detected!("neon").then_some(Self(()))
	}
}

impl Engine {
	/// The fastest set that this processor has.
	pub fn detect() -> Self {
		Self::all().last().unwrap_or(Self::Portable)
	}

	/// All sets that this processor has, the fastest last.
	pub fn all() -> impl Iterator<Item = Self> {
		#[cfg(target_arch = "x86_64")]
		let vectors = {
			let avx2 = pulp::x86::V3::try_new();
			let avx512 = avx2.zip(Vnni::try_new()).map(|(simd, vnni)| Self::Avx512(simd, vnni));
			avx2.map(Self::Avx2).into_iter().chain(avx512)
		};
		#[cfg(target_arch = "aarch64")]
		let vectors = Neon::try_new().map(Self::Neon).into_iter();
		#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
		let vectors = core::iter::empty();
		core::iter::once(Self::Portable).chain(vectors)
	}

	/// Runs plain code compiled for these instructions: the compiler widens its loops.
	pub(super) fn run(self, work: impl FnOnce()) {
		match self {
			Self::Portable => work(),
			#[cfg(target_arch = "x86_64")]
			Self::Avx2(simd) | Self::Avx512(simd, _) => simd.vectorize(Work(work)),
			// Plain code of aarch64 is compiled for NEON as it is.
			#[cfg(target_arch = "aarch64")]
			Self::Neon(_) => work(),
		}
	}
}

/// Plain code, for [`Engine::run`].
#[cfg(target_arch = "x86_64")]
struct Work<F>(F);

#[cfg(target_arch = "x86_64")]
impl<F: FnOnce()> pulp::NullaryFnOnce for Work<F> {
	type Output = ();

	#[inline(always)]
	fn call(self) {
		(self.0)();
	}
}
