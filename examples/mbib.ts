#!/usr/bin/env node
// The command mbib, which has the jobs of this folder under one name.
//
//   npx mbib train digits                    in a project with mbib
//   npx tsx examples/mbib.ts train digits    in a clone of the repository
import { runCommand } from 'mbib/jobs';
import { job as cifar100 } from './cifar100-lt';
import { job as digits } from './digits';
import { job as folder } from './folder';
import { job as imagenetLt } from './imagenet-lt';
import { job as inaturalist2018 } from './inaturalist2018';

await runCommand([folder, cifar100, imagenetLt, inaturalist2018, digits]);
