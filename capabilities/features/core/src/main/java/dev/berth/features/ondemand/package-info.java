/// On-demand features: computed at request time, the same for training and for serving.
///
/// Begin with [CompiledOnDemandView]. The caller supplies inputs and stored features.
@NullMarked
package dev.berth.features.ondemand;

import org.jspecify.annotations.NullMarked;
