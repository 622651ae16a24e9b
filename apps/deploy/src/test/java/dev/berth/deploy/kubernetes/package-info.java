@NullMarked
package dev.berth.deploy.kubernetes;

import org.jspecify.annotations.NullMarked;
