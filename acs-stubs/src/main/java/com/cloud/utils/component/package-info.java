/**
 * Stand-ins for the types through which CloudStack names, configures, starts and stops its parts.
 */
package com.cloud.utils.component;
