"""Runs Python that nobody has read, on a machine that holds somebody's keys and papers.

Level `strong` (default, and the minimum): bubblewrap gives the code user, pid, net, mount, ipc and uts namespaces of its own, without
nesting; a seccomp filter and Landlock hold inside, rlimits for each process, a watchdog and where possible a control group for all.
It never runs as root. All that it can write lies in memory and is counted; all that it says passes a relay, which counts and filters.
`reduced` (Landlock, seccomp, rlimits, watchdog, a guard; for where bubblewrap cannot run) and `none` are taken by explicit choice alone.

Covered at level strong; each promise is the id of a hostile test in tests/tools:

  what it can read
    - the_users_files_are_not_there
    - nothing_of_the_environment_is_there
    - other_runs_are_not_there
    - only_sim_and_show_are_importable_of_ours
  what it can change
    - inputs_cannot_be_changed
    - the_system_cannot_be_written
    - our_modules_cannot_be_shadowed
    - links_lead_nowhere
    - no_descriptor_leads_outside
    - comments_in_a_file_stay_data
    - no_pickle_leaves
    - nothing_that_runs_leaves
    - what_leaves_is_limited
    - nothing_is_left_after_a_crash
  what it can become or reach
    - no_file_gets_setuid
    - no_privilege_is_left
    - no_device_is_reachable
    - other_processes_are_out_of_reach
    - no_namespace_and_no_mount
    - kernel_interfaces_are_closed
    - foreign_system_call_tables_kill
    - no_network_of_any_family
    - the_clock_and_the_host_cannot_be_set
  what it can take
    - limits_cannot_be_raised
    - forks_are_limited
    - memory_is_limited
    - memory_of_children_is_summed
    - page_tables_are_counted
    - sockets_are_counted
    - files_in_memory_are_limited
    - the_working_folder_is_limited
    - unlinked_files_are_counted
    - the_number_of_files_is_limited
    - a_full_folder_is_told_as_one
    - an_endless_loop_that_ignores_interrupts_ends
    - code_that_never_yields_ends
    - ignored_signals_do_not_help
    - asking_for_input_fails
    - a_crash_is_a_dead_kernel
    - killing_itself_is_a_dead_kernel
  what it can say
    - a_flood_of_output_is_stopped
    - a_flood_of_displays_is_stopped
    - outputs_are_weighed_by_their_memory
    - a_flood_of_candidates_is_stopped
    - one_huge_message_is_stopped
    - a_message_of_endless_parts_is_stopped
    - nothing_can_be_typed_into_a_terminal
    - a_terminal_gets_no_commands
    - what_a_browser_would_run_is_dropped
    - widgets_are_chosen_by_an_allow_list
    - nglview_runs_no_scripts
    - results_belong_to_their_cell
    - what_is_said_between_cells_is_passed_over
    - only_numbers_that_every_reader_knows_pass
    - other_kernels_are_refused

Not covered: holes of the Linux kernel in the calls that stay allowed; side channels through the processor; the truth of a number that a
script displays (agent/check.py looks at the script), and a later cell's outputs from what an earlier one left running in the same kernel;
CPU time up to the time limit; paths of the interpreter and of mounts, which show
the user's name; GPUs, which are not passed in; links that a person clicks on; what a front end that is not ours keeps of outputs that
come slowly (1 MB a second pass). Memory that the Linux kernel holds apart from processes,
files, page tables and unix sockets (locks, pipes) is counted for the whole machine only, where there is no control group.
`reduced` leaves in addition: path unix sockets, /dev/shm and /proc as the user sees them, other processes' names, unlinked files; before
Linux 6.12 also signals to the user's other processes, among them the guard that ends what leaves the process tree. Held there too:
  - at_reduced_nothing_outlives_the_kernel
  - at_reduced_what_has_left_the_process_tree_is_counted
  - at_reduced_no_folder_is_too_deep_to_remove
`none` covers nothing. On Windows, WSL2 is Linux. On macOS `strong` is not to be had and `reduced` is seatbelt.py: UNTESTED.
"""
