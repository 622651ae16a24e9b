/// Capability in the test tree alone: notices to the users of a system.
///
/// It brings the files `notices/*.yaml` ([dev.berth.verification.sample.NoticesPart]), routes, a
/// page and metrics ([dev.berth.verification.sample.NoticesContribution]), a command
/// ([dev.berth.verification.sample.NoticesCommand]) and a listener of predictions
/// ([dev.berth.verification.sample.NoticesListener]). `META-INF/services` of the resource folder
/// `sample` names them; `SampleCapabilityTest` adds that folder to the class path of the program.
@NullMarked
package dev.berth.verification.sample;

import org.jspecify.annotations.NullMarked;
