/// Published schemas of Kubernetes and of custom resources, shipped with the jar: see `SOURCES.md`
/// among the resources. [PublishedSchemas] finds them.
@NullMarked
package dev.berth.deploy.schema;

import org.jspecify.annotations.NullMarked;
