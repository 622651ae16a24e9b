/// Contract suite of the runtime SPI, and a fake engine for tests.
///
/// Start with [dev.berth.testkit.runtime.ModelRuntimeContract] to test an engine and with
/// [dev.berth.testkit.runtime.FakeRuntime] to test with one. Deliberately absent: batching, which
/// engines do not do.
@NullMarked
package dev.berth.testkit.runtime;

import org.jspecify.annotations.NullMarked;
