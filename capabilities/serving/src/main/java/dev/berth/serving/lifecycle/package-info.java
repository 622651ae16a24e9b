/// The lifecycle of models: what is loaded, replaced, evicted and unloaded, and when.
///
/// Start reading at [dev.berth.serving.lifecycle.Reconciler]. It plans one task per model
/// (`ModelReconciler`) on the `LoadThreads`. `PackageLoader` reserves room in the `MemoryBudget`,
/// which evicts idle models if there is a limit. Then the new instance replaces the old one, which
/// `InstanceReaper` closes after its last lease: a reload does not affect a request that has one
/// (`Leases`). An on-demand version is loaded first (`OnDemandLoadQueue`, ADR 0012), and no thread
/// waits for that. A package that cannot be loaded fails, and its earlier state serves.
///
/// *Overrides.* A load request may bring files (`OverrideFolder`) or settings
/// (`OverrideValidator`). `OverrideStager` loads all or nothing, with the artifacts that were
/// loaded to describe the files (`PreloadedArtifacts`). `Overrides` replaces the directory's
/// packages until the next load or unload.
@NullMarked
package dev.berth.serving.lifecycle;

import org.jspecify.annotations.NullMarked;
