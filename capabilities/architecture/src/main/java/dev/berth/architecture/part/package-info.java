/// Reading of `architecture:` in `berth.yaml`: sites, and components and flows that Berth does not
/// serve itself.
@NullMarked
package dev.berth.architecture.part;

import org.jspecify.annotations.NullMarked;
