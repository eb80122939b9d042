import koffi from "koffi";

/** Of vulkan_core.h: `VkInstanceCreateInfo` and its type, `VkPhysicalDeviceProperties` and where its type and name stand. */
const INSTANCE = { bytes: 64, type: 1 } as const;
const PROPERTIES = { bytes: 1024, type: 16, name: 20, nameBytes: 256 } as const;
/** `VK_PHYSICAL_DEVICE_TYPE_CPU`. */
const CPU = 4;
/** More devices than a machine has. */
const MOST = 16;

/**
 * Names of the GPUs that Vulkan finds here. Mesa's Zink, which is to draw with one of them, does not come back from its start
 * where there is no driver at all.
 * @throws Error where Vulkan has no library or no driver
 */
export function vulkanGpus(): string[] {
  const vulkan = koffi.load("libvulkan.so.1");
  const info = Buffer.alloc(INSTANCE.bytes);
  info.writeUInt32LE(INSTANCE.type);
  const instance = [null];
  const create = vulkan.func("vkCreateInstance", "int", ["void *", "void *", koffi.out("void **")]);
  const code = create(info, null, instance) as number;
  if (code !== 0) {
    throw new Error(`Vulkan has no driver that works here (${code})`);
  }
  // Handles of devices are pointers.
  const [count, devices] = [new Uint32Array([MOST]), new BigUint64Array(MOST)];
  vulkan.func("vkEnumeratePhysicalDevices", "int", ["void *", "void *", "void *"])(
    instance[0],
    count,
    devices,
  );
  const describe = vulkan.func("vkGetPhysicalDeviceProperties", "void", ["uintptr_t", "void *"]);
  return [...devices.subarray(0, count[0])].flatMap(device => {
    const properties = Buffer.alloc(PROPERTIES.bytes);
    describe(device, properties);
    const name = properties.subarray(PROPERTIES.name, PROPERTIES.name + PROPERTIES.nameBytes);
    return properties.readUInt32LE(PROPERTIES.type) === CPU ? [] : [name.toString().replace(/\0.*/s, "")];
  });
}
