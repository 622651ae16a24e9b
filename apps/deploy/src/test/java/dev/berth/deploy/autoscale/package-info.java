@NullMarked
package dev.berth.deploy.autoscale;

import org.jspecify.annotations.NullMarked;
