/// The contract suite of the runtime SPI and a fake engine for tests of what lies above it.
///
/// Start with [dev.berth.testkit.runtime.ModelRuntimeContract] to test an engine and with
/// [dev.berth.testkit.runtime.FakeRuntime] to test with one. Absent on purpose: batching, which is
/// no engine's business.
@NullMarked
package dev.berth.testkit.runtime;

import org.jspecify.annotations.NullMarked;
