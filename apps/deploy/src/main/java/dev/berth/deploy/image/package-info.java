/// Container images of a system: a Java runtime, Berth, the libraries that the system needs and the
/// system itself, as OCI layers.
@NullMarked
package dev.berth.deploy.image;

import org.jspecify.annotations.NullMarked;
